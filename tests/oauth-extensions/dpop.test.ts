import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createVerifier,
  decodeClaims,
  getTokens,
  m2m,
  postToken,
  signIn,
  spa,
  startBroker,
  web,
  webCredentials,
} from '../broker/index.ts';
import {
  authorizationForm,
  boundApi,
  createProofKey,
  createRsaKey,
  machineForm,
  type Place,
  type ProofChange,
  type ProofKey,
  profileApi,
  startPlace,
} from './set-up.ts';

let place: Place;
let key: ProofKey;
let management: string;

beforeAll(async () => {
  place = await startPlace();
  key = createProofKey();
  management = `${place.broker.issuer}api/v2/`;
});
afterAll(() => place.close());

const prove = (method: string, path: string, change?: ProofChange, by = key) =>
  by.prove(place.broker, method, path, change);

async function ask(form: Record<string, string>, proof?: string | Promise<string>) {
  return postToken(place.broker, form, proof === undefined ? {} : { dpop: await proof });
}

async function getNonce(): Promise<string> {
  const { headers } = await ask(machineForm(profileApi), prove('POST', '/oauth/token'));
  return headers.get('dpop-nonce')!;
}

async function boundToken(audience = management, by = key): Promise<string> {
  const { body } = await ask(machineForm(audience), prove('POST', '/oauth/token', {}, by));
  expect(body.token_type).toBe('DPoP');
  return String(body.access_token);
}

describe('DPoP at the token endpoint', () => {
  test('AS-43: a proof binds the token: token_type DPoP and cnf.jkt; without one it is a bearer token', async () => {
    const { status, body, headers } = await ask(machineForm(profileApi), prove('POST', '/oauth/token'));
    expect(status).toBe(200);
    expect(body.token_type).toBe('DPoP');
    expect(decodeClaims(body.access_token).cnf).toEqual({ jkt: key.jkt });
    expect(headers.get('dpop-nonce')).toMatch(/^[\w-]{43}$/);
    const plain = await ask(machineForm(profileApi));
    expect(plain.body.token_type).toBe('Bearer');
    expect(decodeClaims(plain.body.access_token)).not.toHaveProperty('cnf');
    expect(plain.headers.get('dpop-nonce')).toBeNull();
  });

  const rsa = createRsaKey();
  const now = () => Math.floor(place.broker.clock.now() / 1000);
  test.each<[string, () => ProofChange]>([
    ['htm is another', () => ({ claims: { htm: 'GET' } })],
    ['htm is missing', () => ({ claims: { htm: undefined } })],
    ['htu is another', () => ({ claims: { htu: `${place.broker.url}/oauth/par` } })],
    ['htu has another host', () => ({ claims: { htu: 'https://evil.example/oauth/token' } })],
    ['htu is no address', () => ({ claims: { htu: '/oauth/token' } })],
    ['typ is another', () => ({ header: { typ: 'JWT' } })],
    ['typ is missing', () => ({ header: { typ: undefined } })],
    ['iat is old', () => ({ claims: { iat: now() - 301 } })],
    ['iat is in the future', () => ({ claims: { iat: now() + 70 } })],
    ['iat is missing', () => ({ claims: { iat: undefined } })],
    ['jti is missing', () => ({ claims: { jti: undefined } })],
    ['jti is empty', () => ({ claims: { jti: '' } })],
    ['jti is a novel', () => ({ claims: { jti: 'x'.repeat(300) } })],
    ['jwk is missing', () => ({ header: { jwk: undefined } })],
    ['jwk is private', () => ({ header: { jwk: key.privateKey.export({ format: 'jwk' }) } })],
    ['jwk is another key', () => ({ header: { jwk: createProofKey().jwk } })],
    ['jwk is no point', () => ({ header: { jwk: { ...key.jwk, x: key.jwk.y, y: 'AAAA' } } })],
    ['jwk is an RSA key', () => ({ header: { jwk: rsa.privateKey.export({ format: 'jwk' }) } })],
    ['a signature with RSA', () => ({ header: { alg: 'RS256' }, signer: rsa.privateKey })],
  ])('AS-43: refused: %s', async (_title, change) => {
    const { status, body } = await ask(machineForm(profileApi), prove('POST', '/oauth/token', change()));
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_dpop_proof' });
  });

  test('AS-43: neither HMAC, nor no signature, nor rubbish, nor two proofs are a proof', async () => {
    const [head = '', claims] = (await prove('POST', '/oauth/token')).split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString());
    const withAlg = (alg: string) => Buffer.from(JSON.stringify({ ...header, alg })).toString('base64url');
    const two = `${await prove('POST', '/oauth/token')}, ${await prove('POST', '/oauth/token')}`;
    const bad = [`${withAlg('none')}.${claims}.`, `${withAlg('HS256')}.${claims}.AAAA`, 'x', 'a.b.c', '..', two];
    for (const proof of bad) {
      const { status, body } = await ask(machineForm(profileApi), proof);
      expect({ status, error: body.error }, proof.slice(0, 30)).toEqual({ status: 400, error: 'invalid_dpop_proof' });
    }
  });

  test('AS-43: an address with a query, in capitals or with its port is the same address', async () => {
    const { port, hostname } = new URL(place.broker.url);
    for (const htu of [
      `${place.broker.url}/oauth/token?x=1#y`,
      `HTTP://${hostname.toUpperCase()}:${port}/oauth/token`,
    ]) {
      expect((await ask(machineForm(profileApi), prove('POST', '/oauth/token', { claims: { htu } }))).status).toBe(200);
    }
  });

  test('AS-43: a proof is good once, on whichever node', async () => {
    const { broker } = place;
    const another = await startBroker({
      tenant: '{}',
      databaseUrl: broker.config.databaseUrl,
      keyring: broker.config.keyring,
      clock: broker.clock,
      config: { issuer: broker.issuer },
    });
    try {
      const proof = await prove('POST', '/oauth/token');
      expect((await ask(machineForm(profileApi), proof)).status).toBe(200);
      for (const node of [broker, another]) {
        const { status, body } = await postToken(node, machineForm(profileApi), { dpop: proof });
        expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_dpop_proof' });
      }
      // Nonces of one node are good at the other.
      const nonce = await getNonce();
      const dpop = await prove('POST', '/oauth/token', { claims: { nonce } });
      expect((await postToken(another, machineForm(profileApi), { dpop })).status).toBe(200);
    } finally {
      await another.stop();
    }
  });

  test('AS-43: who may not have a token uses no proof up', async () => {
    const proof = await prove('POST', '/oauth/token');
    expect((await ask({ ...machineForm(profileApi), client_secret: 'wrong' }, proof)).status).toBe(401);
    expect((await ask(machineForm(profileApi), proof)).status).toBe(200);
  });

  test('AS-43: an old or foreign nonce is answered use_dpop_nonce with a good one', async () => {
    const old = await getNonce();
    place.broker.clock.advance(450_001);
    for (const nonce of [old, 'x', '']) {
      const { status, body, headers } = await ask(
        machineForm(profileApi),
        prove('POST', '/oauth/token', { claims: { nonce } }),
      );
      expect({ status, error: body.error }).toEqual({ status: 400, error: 'use_dpop_nonce' });
      const fresh = headers.get('dpop-nonce')!;
      const again = await ask(machineForm(profileApi), prove('POST', '/oauth/token', { claims: { nonce: fresh } }));
      expect(again.status).toBe(200);
    }
  });

  test('an API that wants bound tokens gets no others', async () => {
    const { status, body } = await ask(machineForm(boundApi));
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_dpop_proof' });
    expect(decodeClaims(await boundToken(boundApi)).cnf).toEqual({ jkt: key.jkt });
  });
});

describe('DPoP of users', () => {
  const { verifier, challenge } = createVerifier();
  const own = { client_id: spa.id, redirect_uri: spa.callback };
  const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };

  async function spaCode(more: Record<string, string> = {}): Promise<string> {
    const { code } = await signIn(place.broker, { ...own, ...pkce, scope: 'openid offline_access', ...more });
    return code!;
  }
  const redeem = async (code: string, proof: string | Promise<string>) =>
    ask({ ...own, grant_type: 'authorization_code', code, code_verifier: verifier }, proof);
  const fresh = async (by = key) => prove('POST', '/oauth/token', { claims: { nonce: await getNonce() } }, by);

  test('AS-43: a public client is asked for a nonce, and its code is not spent by that', async () => {
    const code = await spaCode();
    const first = await redeem(code, prove('POST', '/oauth/token'));
    expect(first).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
    const nonce = first.headers.get('dpop-nonce')!;
    const second = await redeem(code, prove('POST', '/oauth/token', { claims: { nonce } }));
    expect(second).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
  });

  test('AS-44: a code bound by dpop_jkt is worth nothing with another key or none, and is spent by the attempt', async () => {
    for (const proof of [() => fresh(createProofKey()), undefined]) {
      const code = await spaCode({ dpop_jkt: key.jkt });
      const form = { ...own, grant_type: 'authorization_code', code, code_verifier: verifier };
      const { status, body } = await ask(form, proof?.());
      expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_dpop_proof' });
      expect(await redeem(code, fresh())).toMatchObject({ body: { error: 'invalid_grant' } });
    }
    expect((await redeem(await spaCode({ dpop_jkt: key.jkt }), fresh())).status).toBe(200);
  });

  test('AS-44: a proof at /oauth/par binds the code', async () => {
    const push = async (more: Record<string, string>, by = key) =>
      fetch(`${place.broker.url}/oauth/par`, {
        method: 'POST',
        body: new URLSearchParams({ ...authorizationForm, ...more }),
        headers: { dpop: await prove('POST', '/oauth/par', {}, by) },
      });
    expect((await push({ dpop_jkt: createProofKey().jkt })).status).toBe(400);
    const { request_uri } = (await (await push({})).json()) as { request_uri: string };
    const { code = '' } = await signIn(place.broker, { request_uri });
    const form = { grant_type: 'authorization_code', ...webCredentials, redirect_uri: web.callback, code };
    expect((await ask(form, prove('POST', '/oauth/token', {}, createProofKey()))).body.error).toBe(
      'invalid_dpop_proof',
    );
  });

  test('AS-44: the refresh token of a public client is bound to the key', async () => {
    const first = await redeem(await spaCode(), fresh());
    const form = { ...own, grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
    for (const proof of [undefined, fresh(createProofKey())]) {
      expect(await ask(form, proof)).toMatchObject({ status: 403, body: { error: 'invalid_grant' } });
    }
    const second = await ask(form, fresh());
    expect(second).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
    const next = { ...form, refresh_token: String(second.body.refresh_token) };
    expect((await ask(next)).body.error).toBe('invalid_grant');
    expect((await ask(next, fresh())).status).toBe(200);
  });

  test('a client with a secret may change its key: its refresh token is bound to the secret', async () => {
    const { refresh_token } = await getTokens(place.broker, { scope: 'openid offline_access' });
    const form = { grant_type: 'refresh_token', ...webCredentials, refresh_token: String(refresh_token) };
    for (const by of [key, createProofKey()]) {
      const { body } = await ask(form, prove('POST', '/oauth/token', {}, by));
      expect(body.token_type).toBe('DPoP');
    }
    expect((await ask(form)).body.token_type).toBe('Bearer');
  });

  test('RS-07: userinfo opens with the bound token and its key, and with nothing less', async () => {
    const { body } = await redeem(await spaCode(), fresh());
    const token = String(body.access_token);
    const get = async (scheme: string, dpop?: string | Promise<string>) =>
      fetch(`${place.broker.url}/userinfo`, {
        headers: { authorization: `${scheme} ${token}`, ...(dpop !== undefined && { dpop: await dpop }) },
      });
    expect((await get('DPoP', prove('GET', '/userinfo', { accessToken: token }))).status).toBe(200);
    expect((await get('dpop', prove('GET', '/userinfo', { accessToken: token }))).status).toBe(200);
    const asBearer = await get('Bearer', prove('GET', '/userinfo', { accessToken: token }));
    expect(asBearer.status).toBe(401);
    expect(asBearer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    const bare = await get('DPoP');
    expect(bare.status).toBe(401);
    expect(bare.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_dpop_proof", .*algs="ES256"$/);
    expect(bare.headers.get('access-control-expose-headers')).toContain('DPoP-Nonce');
  });
});

describe('RS-07: DPoP at the Management API', () => {
  const path = '/api/v2/users?per_page=1';
  const get = async (token: string, dpop?: string | Promise<string>, scheme = 'DPoP') =>
    fetch(place.broker.url + path, {
      headers: { authorization: `${scheme} ${token}`, ...(dpop !== undefined && { dpop: await dpop }) },
    });

  test('a bound token opens with a proof for this request, once', async () => {
    const token = await boundToken();
    const proof = await prove('GET', '/api/v2/users', { accessToken: token });
    const first = await get(token, proof);
    expect(first.status).toBe(200);
    expect(first.headers.get('dpop-nonce')).toBeTruthy();
    const second = await get(token, proof);
    expect(second.status).toBe(401);
    expect(second.headers.get('www-authenticate')).toContain('DPoP error="invalid_dpop_proof"');
    expect(await second.json()).toMatchObject({ statusCode: 401, error: 'Unauthorized' });
  });

  test('as Bearer it is invalid_token; a bearer token with the scheme DPoP is, too', async () => {
    const token = await boundToken();
    const asBearer = await get(token, prove('GET', '/api/v2/users', { accessToken: token }), 'Bearer');
    expect(asBearer.status).toBe(401);
    expect(asBearer.headers.get('www-authenticate')).toContain('Bearer error="invalid_token"');
    const { body } = await ask(machineForm(management));
    const bearer = String(body.access_token);
    expect((await get(bearer, prove('GET', '/api/v2/users', { accessToken: bearer }))).status).toBe(401);
    expect((await get(bearer, undefined, 'Bearer')).status).toBe(200);
  });

  test.each<[string, (token: string) => string | Promise<string> | undefined]>([
    ['no proof', () => undefined],
    ['a proof of another key', (accessToken) => prove('GET', '/api/v2/users', { accessToken }, createProofKey())],
    ['a proof without ath', () => prove('GET', '/api/v2/users')],
    ['a proof for another token', () => prove('GET', '/api/v2/users', { accessToken: 'other' })],
    ['a proof for another path', (accessToken) => prove('GET', '/api/v2/clients', { accessToken })],
    ['a proof for another method', (accessToken) => prove('DELETE', '/api/v2/users', { accessToken })],
    ['a proof for the token endpoint', (accessToken) => prove('POST', '/oauth/token', { accessToken })],
    ['rubbish', () => 'x.y.z'],
  ])('refused: %s', async (_title, proofFor) => {
    const token = await boundToken();
    const answer = await get(token, proofFor(token));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^DPoP error="invalid_dpop_proof"/);
  });

  test('an old nonce is answered with a new one', async () => {
    const token = await boundToken();
    const answer = await get(token, prove('GET', '/api/v2/users', { accessToken: token, claims: { nonce: 'old' } }));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="use_dpop_nonce"');
    const nonce = answer.headers.get('dpop-nonce')!;
    const again = await get(token, prove('GET', '/api/v2/users', { accessToken: token, claims: { nonce } }));
    expect(again.status).toBe(200);
  });

  test('an address with an id in it is compared as it is written, whatever the case of its escapes', async () => {
    const token = await boundToken();
    const target = '/api/v2/users/oidc%7Ccon1%7Cnobody';
    const read = async (htu: string) =>
      fetch(place.broker.url + target, {
        headers: {
          authorization: `DPoP ${token}`,
          dpop: await prove('GET', '', { accessToken: token, claims: { htu } }),
        },
      });
    expect((await read(place.broker.url + target)).status).toBe(404);
    expect((await read(`${place.broker.url}/api/v2/users/oidc%7ccon1%7cnobody`)).status).toBe(404);
    expect((await read(`${place.broker.url}/api/v2/users/oidc%7Ccon1%7Csomebody`)).status).toBe(401);
  });

  test('no proof and no key is in the log', async () => {
    const proof = await prove('GET', '/api/v2/users', { accessToken: 'x' });
    await get(await boundToken(), proof);
    expect(place.broker.logged()).not.toContain(proof.split('.')[2]);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const leaked = await prove('GET', '/', { header: { jwk: privateKey.export({ format: 'jwk' }) } });
    await ask(machineForm(profileApi), leaked);
    expect(place.broker.logged()).not.toContain(String(privateKey.export({ format: 'jwk' }).d));
    expect(m2m.id).toBe('m2m');
  });
});
