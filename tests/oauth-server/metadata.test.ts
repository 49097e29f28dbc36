import { createHash, X509Certificate } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorizeUrl,
  type Broker,
  configure,
  createBrowser,
  createVerifier,
  decodeClaims,
  getTokens,
  m2m,
  oidcConnection,
  postToken,
  signIn,
  spa,
  startBroker,
  tenantFile,
  web,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

type Metadata = Record<string, unknown> & { [name: string]: string[] };

const vera = {
  sub: 'vera',
  email: 'vera@example.com',
  email_verified: true,
  name: 'Vera Valet',
  given_name: 'Vera',
  family_name: 'Valet',
  locale: 'de',
  picture: 'https://pictures.example/vera.jpg',
  phone_number: '+41791234567',
  phone_number_verified: true,
};
let idp: TestIdp;
let broker: Broker;
let metadata: Metadata;

beforeAll(async () => {
  idp = await startTestIdp({ users: { vera } });
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)) });
  metadata = (await (await fetch(`${broker.url}/.well-known/openid-configuration`)).json()) as Metadata;
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

describe('AS-45: the metadata', () => {
  test('AS-45: the issuer is the configured one, and every endpoint lies on its origin', () => {
    expect(metadata.issuer).toBe(broker.issuer);
    const urls = Object.entries(metadata).filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri');
    expect(urls.map(([name]) => name).sort()).toEqual([
      'authorization_endpoint',
      'end_session_endpoint',
      'jwks_uri',
      'pushed_authorization_request_endpoint',
      'revocation_endpoint',
      'token_endpoint',
      'userinfo_endpoint',
    ]);
    for (const [, url] of urls) expect(new URL(String(url)).origin).toBe(broker.url);
  });

  test('AS-45: OpenID discovery and RFC 8414 give one document, as JSON', async () => {
    for (const path of ['openid-configuration', 'oauth-authorization-server']) {
      const response = await fetch(`${broker.url}/.well-known/${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toEqual(metadata);
    }
  });

  test('AS-45: no header of the request changes a word of it', async () => {
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-prefix': '/evil',
      forwarded: 'host=evil.example;proto=https',
      'x-original-url': '/evil',
    };
    const { port } = new URL(broker.url);
    const text = await new Promise<string>((resolve, reject) => {
      const path = '/.well-known/openid-configuration';
      httpRequest({ host: '127.0.0.1', port, path, headers }, async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        resolve(body);
      })
        .on('error', reject)
        .end();
    });
    expect(JSON.parse(text)).toEqual(metadata);
  });

  test('AS-45: every advertised grant type is known to the token endpoint, and no other is', async () => {
    const others = ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:token-exchange', 'authorization_code '];
    for (const grant_type of [...metadata.grant_types_supported!, ...others]) {
      const { body } = await postToken(broker, { grant_type, client_id: m2m.id, client_secret: m2m.secret });
      const known = metadata.grant_types_supported!.includes(grant_type);
      expect(body.error === 'unsupported_grant_type', grant_type).toBe(!known);
    }
  });

  test('AS-45: every advertised way of client authentication works', async () => {
    expect(metadata.token_endpoint_auth_methods_supported).toEqual([
      'client_secret_basic',
      'client_secret_post',
      // tests/oauth-server/token/private-key-jwt.test.ts
      'private_key_jwt',
      'none',
    ]);
    const form = { grant_type: 'client_credentials', audience: `${broker.issuer}api/v2/` };
    const authorization = `Basic ${Buffer.from(`${m2m.id}:${m2m.secret}`).toString('base64')}`;
    expect((await postToken(broker, form, { authorization })).status).toBe(200);
    expect((await postToken(broker, { ...form, client_id: m2m.id, client_secret: m2m.secret })).status).toBe(200);
    const { verifier, challenge } = createVerifier();
    const own = { client_id: spa.id, redirect_uri: spa.callback };
    const { code } = await signIn(broker, { ...own, code_challenge: challenge, code_challenge_method: 'S256' });
    const proof = { grant_type: 'authorization_code', code: code!, code_verifier: verifier };
    expect((await postToken(broker, { ...own, ...proof })).status).toBe(200);
  });

  test('AS-45: every advertised scope is granted', async () => {
    const scope = metadata.scopes_supported!.join(' ');
    expect((await getTokens(broker, { scope })).scope).toBe(scope);
  });

  test('AS-45: every advertised claim is given to whoever may have it, in ID token or userinfo', async () => {
    const scope = metadata.scopes_supported!.join(' ');
    const tokens = await getTokens(broker, { scope, nonce: 'n', max_age: '600' });
    const claims = decodeClaims(tokens.id_token);
    for (const name of metadata.claims_supported!) expect(claims, name).toHaveProperty(name);
  });

  test('AS-45: every advertised response mode carries an answer; an unknown one is refused', async () => {
    expect(metadata.response_modes_supported).toEqual(['query', 'fragment', 'form_post', 'web_message']);
    const ask = (response_mode: string) => createBrowser().get(authorizeUrl(broker, { response_mode, prompt: 'none' }));
    const query = new URL((await ask('query')).headers.get('location')!);
    expect(query.searchParams.get('error')).toBe('login_required');
    const fragment = new URL((await ask('fragment')).headers.get('location')!);
    expect(new URLSearchParams(fragment.hash.slice(1)).get('error')).toBe('login_required');
    for (const mode of ['form_post', 'web_message']) {
      const response = await ask(mode);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('login_required');
    }
    expect((await ask('jwt')).headers.get('location')).toContain('error=invalid_request');
  });

  test('AS-45: only code is a response type, only S256 a challenge method', async () => {
    expect(metadata.response_types_supported).toEqual(['code']);
    expect(metadata.code_challenge_methods_supported).toEqual(['S256']);
    for (const response_type of ['token', 'id_token', 'code token', 'none']) {
      const { headers } = await createBrowser().get(authorizeUrl(broker, { response_type }));
      expect(headers.get('location'), response_type).toContain('error=');
      expect(headers.get('location')).not.toContain('code=');
    }
    const plain = { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' };
    const { headers } = await createBrowser().get(authorizeUrl(broker, plain));
    expect(headers.get('location')).toContain('error=invalid_request');
  });

  test('AS-45: what is advertised as missing is refused: request and request_uri', async () => {
    expect(metadata).toMatchObject({
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
      claims_parameter_supported: false,
    });
    const before = idp.log.length;
    for (const [name, error] of [
      ['request', 'request_not_supported'],
      ['request_uri', 'request_uri_not_supported'],
    ] as const) {
      const { headers } = await createBrowser().get(authorizeUrl(broker, { [name]: `${idp.url}/api/request` }));
      expect(headers.get('location')).toContain(`error=${error}`);
    }
    expect(idp.log.length).toBe(before);
  });

  test('AS-26: the documents are read with GET only', async () => {
    for (const path of ['openid-configuration', 'oauth-authorization-server', 'jwks.json']) {
      const response = await fetch(`${broker.url}/.well-known/${path}`, { method: 'POST' });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET');
    }
  });
});

describe('AS-46: the key set', () => {
  type Key = Record<string, unknown> & { kid: string; x5c: string[] };

  async function readKeys(): Promise<Key[]> {
    const response = await fetch(`${broker.url}/.well-known/jwks.json`);
    expect(response.headers.get('cache-control')).toBe(
      'public, max-age=15, stale-while-revalidate=15, stale-if-error=86400',
    );
    return ((await response.json()) as { keys: Key[] }).keys;
  }

  test('AS-46: the current key and the next, with public members only and ids of their own', async () => {
    const keys = await readKeys();
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use', 'x5c', 'x5t']);
      expect(key).toMatchObject({ alg: 'RS256', kty: 'RSA', use: 'sig', e: 'AQAB' });
      expect(key.kid).toMatch(/^[\w-]{21}$/);
      expect(Buffer.from(String(key.n), 'base64url')).toHaveLength(256);
    }
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(2);
    expect(new Set(keys.map(({ n }) => n)).size).toBe(2);
  });

  test('AS-46: the certificate in x5c holds the very key, and x5t is its thumbprint', async () => {
    for (const key of await readKeys()) {
      const certificate = new X509Certificate(Buffer.from(key.x5c[0]!, 'base64'));
      expect(key.x5c).toHaveLength(1);
      expect(certificate.publicKey.export({ format: 'jwk' })).toMatchObject({ n: key.n, e: key.e });
      expect(certificate.verify(certificate.publicKey)).toBe(true);
      expect(key.x5t).toBe(createHash('sha1').update(certificate.raw).digest('base64url'));
      expect(certificate.subject).toBe('CN=localhost');
    }
  });

  test('AS-46: tokens are signed with the first of them, not with the one that waits', async () => {
    const { id_token } = await getTokens(broker);
    const { kid } = JSON.parse(Buffer.from(String(id_token).split('.')[0]!, 'base64url').toString());
    const rows = await broker.app.tenant.store.db.selectFrom('signing_keys').select(['kid', 'state']).execute();
    expect(rows.find((row) => row.kid === kid)?.state).toBe('current');
    expect((await readKeys()).map((key) => key.kid).sort()).toEqual(rows.map((row) => row.kid).sort());
  });

  test("AS-46: with Auth0's flag remove_alg_from_jwks, alg is left out and nothing else", async () => {
    const before = await readKeys();
    await configure(broker.app, JSON.stringify({ tenant: { flags: { remove_alg_from_jwks: true } } }));
    expect(await readKeys()).toEqual(before.map(({ alg: _, ...key }) => key));
    await configure(broker.app, JSON.stringify({ tenant: { flags: { remove_alg_from_jwks: false } } }));
  });
});

describe('strict relying parties', () => {
  test('AS-45, AS-19: openid-client does the whole journey: discovery, PKCE, ID token, userinfo, refresh, revocation, logout', async () => {
    const config = await client.discovery(
      new URL(broker.issuer),
      web.id,
      { redirect_uris: [web.callback] },
      client.ClientSecretBasic(web.secret),
      { execute: [client.allowInsecureRequests] },
    );
    const verifier = client.randomPKCECodeVerifier();
    const expected = { expectedState: client.randomState(), expectedNonce: client.randomNonce() };
    const start = client.buildAuthorizationUrl(config, {
      redirect_uri: web.callback,
      scope: 'openid profile email offline_access',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: expected.expectedState,
      nonce: expected.expectedNonce,
      max_age: '600',
      connection: 'con1',
    });
    const { url } = await createBrowser().follow(start.href, web.callback);
    const tokens = await client.authorizationCodeGrant(config, url, {
      ...expected,
      pkceCodeVerifier: verifier,
      maxAge: 600,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    expect(claims).toMatchObject({ sub: 'oidc|con1|vera', email: 'vera@example.com', iss: broker.issuer });
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    expect(userinfo.name).toBe('Vera Valet');

    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token!);
    expect(refreshed.claims()?.sub).toBe(claims.sub);
    await client.tokenRevocation(config, tokens.refresh_token!);
    await expect(client.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    await expect(client.fetchUserInfo(config, refreshed.access_token, claims.sub)).rejects.toThrow();
    const logout = client.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token!,
      post_logout_redirect_uri: 'http://127.0.0.1:9/bye',
      state: 'out',
    });
    const left = await createBrowser().get(logout.href);
    expect(left.headers.get('location')).toBe('http://127.0.0.1:9/bye?state=out');
  });

  test.each(['oidc', 'oauth2'] as const)(
    'AS-45: oauth4webapi accepts the document of %s discovery',
    async (algorithm) => {
      const issuer = new URL(broker.issuer);
      const response = await oauth.discoveryRequest(issuer, { algorithm, [oauth.allowInsecureRequests]: true });
      const server = await oauth.processDiscoveryResponse(issuer, response);
      expect(server.token_endpoint).toBe(`${broker.issuer}oauth/token`);
    },
  );

  test('AS-09: oauth4webapi takes success and error responses with their iss, and nothing without', async () => {
    const server: oauth.AuthorizationServer = {
      issuer: broker.issuer,
      authorization_response_iss_parameter_supported: true,
    };
    const party: oauth.Client = { client_id: web.id };
    const good = new URLSearchParams(await signIn(broker));
    expect(oauth.validateAuthResponse(server, party, good, 's').get('code')).toBe(good.get('code'));
    const location = (await createBrowser().get(authorizeUrl(broker, { prompt: 'none' }))).headers.get('location');
    const failed = new URL(location!).searchParams;
    expect(() => oauth.validateAuthResponse(server, party, failed, 's')).toThrow(oauth.AuthorizationResponseError);
    good.delete('iss');
    expect(() => oauth.validateAuthResponse(server, party, good, 's')).toThrow('iss');
  });
});
