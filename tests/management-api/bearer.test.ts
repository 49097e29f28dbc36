import { createHmac, createPublicKey } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signJwt } from '../../src/oauth-server/token/jwt.ts';
import { readPublicKeys, readSigningKey } from '../../src/tenant/index.ts';
import {
  api,
  type Broker,
  configure,
  createTestClock,
  decodeClaims,
  getManagementToken,
  getTokens,
  oidcConnection,
  postToken,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

const clock = createTestClock();
let idp: TestIdp;
let broker: Broker;
let good: string;

beforeAll(async () => {
  idp = await startTestIdp({ clock });
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)), clock });
  good = await getManagementToken(broker);
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

async function send(headers: Record<string, string> = {}, path = '/users/nobody', init: RequestInit = {}) {
  const response = await fetch(`${broker.url}/api/v2${path}`, { ...init, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
const withToken = (token: string, path?: string) => send({ authorization: `Bearer ${token}` }, path);

/** A token that our own key signed, with some claims different from a good one's. */
async function mint(claims: Record<string, unknown>): Promise<string> {
  const all = Object.entries({ ...decodeClaims(good), ...claims }).filter(([, value]) => value !== undefined);
  return signJwt(await readSigningKey(broker.app.tenant), Object.fromEntries(all));
}

const refused = (message: string) => ({
  statusCode: 401,
  error: 'Unauthorized',
  message,
  attributes: { error: message },
});

test('RS-01: no credentials: 401 Missing authentication, without errorCode, and a challenge without error', async () => {
  for (const headers of [{}, { authorization: '' }] as Record<string, string>[]) {
    const { status, body, headers: got } = await send(headers);
    expect(status).toBe(401);
    expect(body).toStrictEqual({ statusCode: 401, error: 'Unauthorized', message: 'Missing authentication' });
    expect(got.get('www-authenticate')).toBe('Bearer');
    expect(got.get('content-type')).toBe('application/json; charset=utf-8');
  }
});

test.each([
  'Bearer',
  'Bearer ',
  'Bearer a b',
  'Bearer Bearer a',
  'Token a',
  'Basic YTpi',
  'a',
  'Bearer "a"',
  'Bearer é',
  'Bearer a, Bearer b',
])('RS-02: the malformed header "%s": 400 Bad HTTP authentication header format', async (authorization) => {
  const { status, body, headers } = await send({ authorization });
  expect(status).toBe(400);
  expect(body).toStrictEqual({
    statusCode: 400,
    error: 'Bad Request',
    message: 'Bad HTTP authentication header format',
    errorCode: 'Bearer',
  });
  expect(headers.get('www-authenticate')).toContain('error="invalid_request"');
});

test('the scheme is read in any case (RFC 9110 11.1)', async () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    expect((await send({ authorization: `${scheme} ${good}` })).status).toBe(404);
  }
});

test('RS-03: an expired token: the words of Auth0, with attributes and without errorCode', async () => {
  const now = Math.floor(clock.now() / 1000);
  for (const exp of [now - 1, now - 100_000, 0]) {
    const { status, body, headers } = await withToken(await mint({ exp }));
    expect(status).toBe(401);
    expect(body).toStrictEqual(refused('Expired token received for JSON Web Token validation'));
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
  }
});

test('RS-03: a token that just expired by the clock is refused, and was taken a moment before', async () => {
  const token = await mint({ exp: Math.floor(clock.now() / 1000) + 600 });
  expect((await withToken(token)).status).toBe(404);
  clock.advance(601_000);
  expect((await withToken(token)).status).toBe(401);
});

test('RS-03: without exp, or with one that is no number, it is refused', async () => {
  for (const exp of [undefined, null, '9999999999', [9_999_999_999]]) {
    expect((await withToken(await mint({ exp }))).status).toBe(401);
  }
});

describe('RS-03, RS-04: what our key did not sign as it stands', () => {
  const badSignature = 'Invalid signature received for JSON Web Token validation';

  test('RS-03: every cut of a token, and text that is none', async () => {
    const cuts = [good.slice(0, -1), good.slice(0, -10), good.slice(1), good.split('.').slice(0, 2).join('.')];
    const texts = [
      'garbage',
      'a.b.c',
      'e30.e30.e30',
      `${good}.x`,
      'null',
      '...',
      '..',
      `${good}${good}`,
      'W10.W10.W10',
    ];
    for (const token of [...cuts, ...texts]) {
      const { status, body } = await withToken(token);
      expect(status, token.slice(-20)).toBe(401);
      expect(['Invalid token', badSignature]).toContain(body.message);
      expect(body).not.toHaveProperty('errorCode');
    }
  });

  test('RS-03: a signature has one spelling: its unused bits, padding and foreign characters do not make another token', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(good.at(-1)!);
    const twins = [1, 2, 3].map((bits) => good.slice(0, -1) + alphabet[last ^ bits]);
    for (const token of [...twins, `${good}=`, `${good}==`, `${good.slice(0, -5)}~${good.slice(-5)}`]) {
      expect((await withToken(token)).status).toBe(401);
    }
    expect((await withToken(good)).status).toBe(404);
  });

  test('RS-03: any claim changed', async () => {
    const [head, , signature] = good.split('.');
    const claims = { ...decodeClaims(good), scope: 'read:users delete:users' };
    const body = Buffer.from(JSON.stringify(claims)).toString('base64url');
    const answer = await withToken(`${head}.${body}.${signature}`);
    expect(answer.status).toBe(401);
    expect(answer.body).toStrictEqual(refused(badSignature));
  });

  test('RS-04, AS-53: alg none, in every case, with and without a signature', async () => {
    const [, body, signature] = good.split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', undefined, null, 'RS256 ', 'rs256']) {
      const head = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url');
      for (const end of ['', signature]) {
        expect((await withToken(`${head}.${body}.${end}`)).status).not.toBe(404);
      }
    }
  });

  test('RS-04, AS-53: HMAC with the public key as its secret, in each form that the key has', async () => {
    const [jwk] = await readPublicKeys(broker.app.tenant);
    const key = createPublicKey({ key: jwk as never, format: 'jwk' });
    const forms = [
      key.export({ type: 'spki', format: 'pem' }),
      key.export({ type: 'pkcs1', format: 'pem' }),
      key.export({ type: 'spki', format: 'der' }),
      Buffer.from(String(jwk!.n), 'base64url'),
      Buffer.from(JSON.stringify(jwk)),
    ];
    const body = good.split('.')[1];
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      const head = Buffer.from(JSON.stringify({ alg, typ: 'JWT', kid: jwk!.kid })).toString('base64url');
      for (const form of forms) {
        const mac = createHmac(`sha${alg.slice(2)}`, form)
          .update(`${head}.${body}`)
          .digest('base64url');
        expect((await withToken(`${head}.${body}.${mac}`)).status).toBe(401);
      }
    }
  });

  test('RS-04, AS-53: a foreign key, under our kid, under none, under names that lead elsewhere, or brought along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    const [jwk] = await readPublicKeys(broker.app.tenant);
    const own = await crypto.subtle.exportKey('jwk', publicKey as never);
    const headers = [
      { kid: jwk!.kid },
      {},
      { kid: '__proto__' },
      { kid: 'constructor' },
      { kid: '../../../../dev/null' },
      { kid: "' or '1'='1" },
      { kid: '' },
      { kid: jwk!.kid, jwk: own as never },
      { kid: jwk!.kid, jku: `${idp.url}/jwks` },
      { kid: jwk!.kid, x5u: `${idp.url}/jwks` },
      { kid: jwk!.kid, x5c: jwk!.x5c as string[] },
    ];
    const before = idp.log.length;
    for (const header of headers) {
      const token = await new SignJWT(decodeClaims(good))
        .setProtectedHeader({ alg: 'RS256', ...header })
        .sign(privateKey);
      const { status, body } = await withToken(token);
      expect(status).toBe(401);
      expect(body).toStrictEqual(refused(badSignature));
    }
    expect(idp.log.length).toBe(before);
  });

  test('RS-04: PS256 with our own key is another algorithm than ours', async () => {
    const { kid, privateKey } = await readSigningKey(broker.app.tenant);
    const claims = decodeClaims(good);
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'PS256', kid }).sign(privateKey);
    expect((await withToken(token)).status).toBe(401);
  });
});

describe('RS-04: what our key signed for something else', () => {
  test('RS-04: another issuer', async () => {
    for (const iss of ['https://elsewhere.example/', broker.url, `${broker.issuer}/`, undefined, [broker.issuer]]) {
      expect((await withToken(await mint({ iss }))).body).toStrictEqual(refused('Invalid token'));
    }
  });

  test('RS-04: another audience: 401 Bad audience, without attributes', async () => {
    const exact = `${broker.issuer}api/v2/`;
    for (const aud of [api, exact.slice(0, -1), exact.toUpperCase(), `${exact}x`, broker.issuer]) {
      const { status, body } = await withToken(await mint({ aud }));
      expect(status).toBe(401);
      expect(body).toStrictEqual({ statusCode: 401, error: 'Unauthorized', message: `Bad audience: ${aud}` });
    }
    for (const aud of [undefined, [], [[exact]], { [exact]: 1 }, [api, `${broker.issuer}userinfo`]]) {
      expect((await withToken(await mint({ aud }))).status).toBe(401);
    }
  });

  test('RS-02: an audience that no header can carry is refused like any other', async () => {
    const odd = 'https://api.example.com/€\r\nx: y/"quoted\\"';
    await configure(broker.app, JSON.stringify({ resourceServers: [{ name: 'Odd', identifier: odd }] }));
    const { status, headers, body } = await withToken(await mint({ aud: odd }));
    expect(status).toBe(401);
    expect(body.message).toBe(`Bad audience: ${odd}`);
    expect(headers.get('x')).toBeNull();
  });

  test('RS-04, RS-13: an ID token and an opaque access token of a user', async () => {
    const { id_token, access_token } = await getTokens(broker);
    expect((await withToken(String(id_token))).status).toBe(401);
    expect((await withToken(String(access_token))).body.message).toBe('Invalid token');
  });

  test('RS-04: an access token for an API of the operator', async () => {
    const { access_token } = await getTokens(broker, { audience: api, scope: 'openid read:things' });
    const { body } = await withToken(String(access_token));
    expect(body.message).toBe(`Bad audience: ${api}, ${broker.issuer}userinfo`);
  });

  test('AS-51: a subject that is not the client itself needs a living token of that user', async () => {
    for (const sub of [
      'oidc|con1|vera',
      'm2m',
      'x@clients',
      'web@clients',
      '@clients',
      undefined,
      7,
      ['m2m@clients'],
    ]) {
      expect((await withToken(await mint({ sub }))).body).toStrictEqual(refused('Invalid token'));
    }
    for (const azp of ['web', 'nobody', undefined, ['m2m']]) {
      expect((await withToken(await mint({ azp }))).body).toStrictEqual(refused('Invalid token'));
    }
  });

  test('RS-15: a token of a client that is gone', async () => {
    const client = {
      name: 'gone',
      client_id: 'gone',
      client_secret: 'gone-secret',
      grant_types: ['client_credentials'],
    };
    const grant = { client_id: 'gone', audience: 'https://tenant.auth0.com/api/v2/', scope: ['read:users'] };
    await configure(broker.app, JSON.stringify({ clients: [client], clientGrants: [grant] }));
    const { body } = await postToken(broker, {
      grant_type: 'client_credentials',
      client_id: 'gone',
      client_secret: 'gone-secret',
      audience: `${broker.issuer}api/v2/`,
    });
    const token = String(body.access_token);
    expect((await withToken(token)).status).toBe(404);
    const { tenant } = broker.app;
    await tenant.store.db.deleteFrom('clients').where('client_id', '=', 'gone').execute();
    tenant.configuration.clear();
    expect((await withToken(token)).body).toStrictEqual(refused('Invalid token'));
  });
});

describe('RS-06: a token anywhere else', () => {
  test.each(['access_token', 'token', 'authorization'])(
    'RS-06: in the query as %s it is not looked at',
    async (name) => {
      expect((await send({}, `/users/nobody?${name}=${good}`)).body.message).toBe('Missing authentication');
    },
  );

  test('RS-06: in a cookie it is not looked at', async () => {
    expect((await send({ cookie: `access_token=${good}; valetkey-session=${good}` })).status).toBe(401);
  });
});

describe('RS-05, RS-09: scopes', () => {
  test('RS-05: the wrong scope: 403 insufficient_scope, in body and header', async () => {
    const token = await getManagementToken(broker, 'read:clients');
    const { status, body, headers } = await withToken(token);
    const text = 'Insufficient scope, expected any of: read:users,read:current_user,read:user_idp_tokens';
    expect(status).toBe(403);
    expect(body).toStrictEqual({
      statusCode: 403,
      error: 'Forbidden',
      message: text,
      errorCode: 'insufficient_scope',
    });
    const challenge = headers.get('www-authenticate');
    expect(challenge).toBe(
      'Bearer error="insufficient_scope", scope="read:users read:current_user read:user_idp_tokens"',
    );
  });

  test('RS-05: lists name their own scope', async () => {
    const token = await getManagementToken(broker, 'read:user_idp_tokens');
    for (const path of ['/users', '/users-by-email?email=a']) {
      const { status, body } = await withToken(token, path);
      expect(status).toBe(403);
      expect(body.message).toBe('Insufficient scope, expected any of: read:users');
    }
  });

  const near = [
    'read:users_app_metadata',
    'read:user',
    'READ:USERS',
    'Read:users',
    'read:users,read:user_idp_tokens',
    'read:users\tread:user_idp_tokens',
    'read:users;',
    'read:*',
    '*',
    'xread:users',
    'read:usersx',
    '"read:users"',
    '',
  ];
  test.each(near)('RS-09: the scope text %j grants nothing', async (scope) => {
    expect((await withToken(await mint({ scope }))).status).toBe(403);
  });

  test('RS-09: scopes that are no text grant nothing', async () => {
    for (const scope of [undefined, null, ['read:users'], { 'read:users': true }, 1]) {
      expect((await withToken(await mint({ scope }))).status).toBe(403);
    }
    expect((await withToken(await mint({ scope: undefined, permissions: ['read:users'] }))).status).toBe(403);
  });

  test('RS-09: of several scopes each counts, wherever it stands', async () => {
    expect((await withToken(await mint({ scope: 'a  read:users b' }))).status).toBe(404);
  });
});

test('the answer to who may not ask does not depend on what was asked', async () => {
  const token = await getManagementToken(broker, 'read:clients');
  for (const path of ['/users/nobody?nonsense=1', '/users?page=-1', '/users-by-email']) {
    expect((await withToken(token, path)).status).toBe(403);
    expect((await send({}, path)).status).toBe(401);
  }
});
