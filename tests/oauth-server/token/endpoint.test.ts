import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broker, configure, m2m, spa, startBroker, tenantFile, web } from '../../broker/index.ts';

/** Everything that needs an encoding somewhere on the way (RFC 6749 section 2.3.1). */
const oddSecret = 'p+lus %41 per:colon é✓ amp&eq=sl/as"quo\'te\\';
let broker: Broker;
let audience: string;

beforeAll(async () => {
  broker = await startBroker({ tenant: tenantFile('[]') });
  audience = `${broker.issuer}api/v2/`;
  await configure(
    broker.app,
    JSON.stringify({
      clients: [{ name: 'odd', client_id: 'odd', client_secret: oddSecret, grant_types: ['client_credentials'] }],
      clientGrants: [{ client_id: 'odd', audience: 'https://tenant.auth0.com/api/v2/', scope: ['read:users'] }],
    }),
  );
});
afterAll(() => broker.close());

interface Sent {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

async function send(init: RequestInit, path = '/oauth/token'): Promise<Sent> {
  const response = await fetch(`${broker.url}${path}`, { method: 'POST', ...init });
  const text = await response.text();
  let json = {};
  if (text !== '' && response.headers.get('content-type')?.includes('json')) json = JSON.parse(text);
  return { status: response.status, headers: response.headers, text, json };
}

const asForm = (body: Record<string, string>, headers: Record<string, string> = {}) =>
  send({ body: new URLSearchParams(body), headers });
const asJson = (body: unknown, headers: Record<string, string> = {}) =>
  send({ body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } });

function formEncode(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice(2);
}

function basic(id: string, secret: string): Record<string, string> {
  const pair = `${formEncode(id)}:${formEncode(secret)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

const machine = () => ({ grant_type: 'client_credentials', client_id: m2m.id, client_secret: m2m.secret, audience });

describe('AS-26: the token endpoint takes POST and nothing else', () => {
  test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])(
    'AS-26: %s is answered with 405 and Allow: POST',
    async (method) => {
      for (const path of ['/oauth/token', '/oauth/revoke']) {
        const { status, headers } = await send({ method }, path);
        expect(status).toBe(405);
        expect(headers.get('allow')).toBe('POST');
      }
    },
  );

  test('AS-26: parameters in the query are not read', async () => {
    const query = new URLSearchParams({ grant_type: 'client_credentials', client_id: m2m.id, audience });
    const { status, json } = await send({}, `/oauth/token?${query}`);
    expect(status).toBe(400);
    expect(json).toEqual({ error: 'invalid_request', error_description: 'Missing required parameter: grant_type' });
  });

  test.each(['client_secret', 'code', 'refresh_token', 'code_verifier', 'client_assertion', 'token'])(
    'AS-26: %s in the query is refused, also beside a body that is right, and not repeated',
    async (name) => {
      for (const path of ['/oauth/token', '/oauth/revoke']) {
        const { status, json, text } = await send(
          { body: new URLSearchParams(machine()) },
          `${path}?${name}=MARKER-IN-QUERY`,
        );
        expect(status).toBe(400);
        expect(json.error).toBe('invalid_request');
        expect(text).not.toContain('MARKER-IN-QUERY');
      }
    },
  );
});

describe('AS-27: nothing that the token endpoint says may be cached', () => {
  const requests: Record<string, () => Promise<Sent>> = {
    'a token': () => asForm(machine()),
    'a refusal': () => asForm({ ...machine(), client_secret: 'wrong' }),
    'a missing parameter': () => asForm({}),
    'a wrong method': () => send({ method: 'GET' }),
    'broken JSON': () => send({ body: '{', headers: { 'content-type': 'application/json' } }),
    'an unknown content type': () => send({ body: 'x', headers: { 'content-type': 'text/plain' } }),
    'a revocation': () =>
      send(
        { body: new URLSearchParams({ client_id: web.id, client_secret: web.secret, token: 'x' }) },
        '/oauth/revoke',
      ),
    'userinfo without a token': () => send({}, '/userinfo'),
  };
  test.each(Object.entries(requests))('AS-27: %s', async (_what, request) => {
    const { headers } = await request();
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('pragma')).toBe('no-cache');
  });
});

describe('client authentication', () => {
  const unauthorized = { error: 'access_denied', error_description: 'Unauthorized' };

  test('AS-28: a wrong secret is 401 access_denied "Unauthorized" as Auth0 says it; no challenge without Basic', async () => {
    for (const answer of [
      await asForm({ ...machine(), client_secret: 'wrong' }),
      await asJson({ ...machine(), client_secret: 'wrong' }),
      await asForm({ ...machine(), client_id: 'nobody' }),
      await asForm({ ...machine(), client_secret: `${m2m.secret}x` }),
      await asForm({ ...machine(), client_secret: m2m.secret.slice(0, -1) }),
      await asForm({ ...machine(), client_secret: web.secret }),
    ]) {
      expect(answer.status).toBe(401);
      expect(answer.json).toEqual(unauthorized);
      expect(answer.headers.get('www-authenticate')).toBeNull();
    }
  });

  test('AS-28: whoever used Basic is challenged with Basic', async () => {
    const { grant_type } = machine();
    const answer = await asForm({ grant_type, audience }, basic(m2m.id, 'wrong'));
    expect(answer.status).toBe(401);
    expect(answer.json).toEqual(unauthorized);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="/);
  });

  test('AS-28: without client_id: 401 invalid_client "Missing client_id"', async () => {
    const { status, json } = await asForm({ grant_type: 'client_credentials', audience });
    expect(status).toBe(401);
    expect(json).toEqual({ error: 'invalid_client', error_description: 'Missing client_id' });
  });

  test('AS-29: a confidential client without its secret is refused', async () => {
    const { client_secret: _, ...without } = machine();
    expect(await asForm(without)).toMatchObject({ status: 401, json: unauthorized });
    expect(await asForm({ ...without, client_secret: '' })).toMatchObject({ status: 401, json: unauthorized });
  });

  test('AS-29: two ways of client authentication at once are refused, even when both are right', async () => {
    const { grant_type } = machine();
    const more = {
      client_assertion: 'x',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    };
    for (const answer of [
      await asForm(machine(), basic(m2m.id, m2m.secret)),
      await asForm({ ...machine(), ...more }),
      await asForm({ grant_type, audience, ...more }, basic(m2m.id, m2m.secret)),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.json.error).toBe('invalid_request');
    }
  });

  test('AS-29: a client_id beside Basic must be the same one', async () => {
    const form = { grant_type: 'client_credentials', audience };
    const same = await asForm({ ...form, client_id: m2m.id }, basic(m2m.id, m2m.secret));
    expect(same.status).toBe(200);
    const other = await asForm({ ...form, client_id: web.id }, basic(m2m.id, m2m.secret));
    expect(other).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  });

  test('AS-29: a client_assertion without its type is refused', async () => {
    const { client_secret: _, ...form } = machine();
    const { status, json } = await asForm({ ...form, client_assertion: 'a.b.c' });
    expect(status).toBe(400);
    expect(json.error).toBe('invalid_request');
  });

  test('AS-30: a secret with + % : é and quotes works through form, JSON and Basic alike', async () => {
    const form = { grant_type: 'client_credentials', audience };
    const inBody = { ...form, client_id: 'odd', client_secret: oddSecret };
    for (const answer of [await asForm(inBody), await asJson(inBody), await asForm(form, basic('odd', oddSecret))]) {
      expect(answer.json).toMatchObject({ token_type: 'Bearer', scope: 'read:users' });
    }
  });

  test('AS-30: in Basic the secret is form-decoded: sent raw it is another secret, or none at all', async () => {
    const raw = { authorization: `Basic ${Buffer.from(`odd:${oddSecret}`).toString('base64')}` };
    const { status } = await asForm({ grant_type: 'client_credentials', audience }, raw);
    expect([400, 401]).toContain(status);
  });

  test.each(['Basic', 'Basic ', 'Basic !!!', 'Basic Og==', 'Basic OnNlY3JldA==', 'Basic bTJt', 'Basic bTJtOiU='])(
    'AS-29: a malformed header "%s" is an error of the caller, never of the server',
    async (authorization) => {
      const { status, json } = await asForm({ grant_type: 'client_credentials', audience }, { authorization });
      expect([400, 401]).toContain(status);
      expect(['invalid_request', 'invalid_client', 'access_denied']).toContain(json.error);
    },
  );

  test('AS-29: a public client that shows a secret is refused: it has none', async () => {
    const form = { grant_type: 'refresh_token', client_id: spa.id, refresh_token: 'x' };
    expect(await asForm({ ...form, client_secret: 'anything' })).toMatchObject({ status: 401, json: unauthorized });
    expect(await asForm(form)).toMatchObject({ status: 403, json: { error: 'invalid_grant' } });
  });

  test('RFC 6749 4.4: a public client gets no token by naming its id, whatever its grant types say', async () => {
    const client = { name: 'open', client_id: 'open', token_endpoint_auth_method: 'none' };
    const grants = ['client_credentials'];
    await configure(broker.app, JSON.stringify({ clients: [{ ...client, grant_types: grants }] }));
    const { status, json } = await asForm({ grant_type: 'client_credentials', client_id: 'open', audience });
    expect(status).toBe(403);
    expect(json.error).toBe('unauthorized_client');
  });
});

describe('what stands in the body', () => {
  test('JSON and form are the same request', async () => {
    for (const answer of [await asForm(machine()), await asJson(machine())]) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(Object.keys(answer.json).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
    }
  });

  test('AS-31: no grant_type: 400 invalid_request', async () => {
    for (const answer of [await asForm({ client_id: m2m.id }), await asJson({ grant_type: '' }), await asJson({})]) {
      expect(answer.status).toBe(400);
      expect(answer.json).toEqual({
        error: 'invalid_request',
        error_description: 'Missing required parameter: grant_type',
      });
    }
  });

  test.each([
    'password',
    'implicit',
    'urn:ietf:params:oauth:grant-type:device_code',
    'CLIENT_CREDENTIALS',
    '__proto__',
  ])('AS-31, AS-16: the grant type %s is unknown: 400 unsupported_grant_type', async (grant_type) => {
    const { status, json } = await asForm({ ...machine(), grant_type });
    expect(status).toBe(400);
    expect(json).toEqual({
      error: 'unsupported_grant_type',
      error_description: `Unsupported grant type: ${grant_type}`,
    });
  });

  test('a grant type that the client may not use: 403 unauthorized_client with error_uri', async () => {
    const { status, json } = await asForm({ ...machine(), client_id: web.id, client_secret: web.secret });
    expect(status).toBe(403);
    expect(json).toEqual({
      error: 'unauthorized_client',
      error_description: "Grant type 'client_credentials' not allowed for the client.",
      error_uri: 'https://auth0.com/docs/clients/client-grant-types',
    });
  });

  test('AS-06: a parameter that comes twice is refused, also with the same value', async () => {
    for (const name of ['grant_type', 'client_id', 'client_secret', 'audience', 'scope', 'unknown']) {
      const body = new URLSearchParams({ ...machine(), [name]: 'a' });
      body.append(name, 'a');
      const { status, json } = await send({ body });
      expect(status, name).toBe(400);
      expect(json).toEqual({
        error: 'invalid_request',
        error_description: `${name} must not be sent more than once`,
      });
    }
  });

  test('the name of a repeated parameter is not repeated when it is no name', async () => {
    const body = new URLSearchParams([...Object.entries(machine()), ['<i>', '1'], ['<i>', '2']]);
    const { status, text } = await send({ body });
    expect(status).toBe(400);
    expect(text).not.toContain('<i>');
  });

  const broken: Record<string, RequestInit['body']> = {
    nothing: undefined,
    'an open brace': '{',
    null: 'null',
    'a list': '[]',
    'a text': '"x"',
    'a number': '7',
    'a member that is a list': '{"grant_type":["client_credentials"]}',
    'a member that is an object': '{"grant_type":{"a":1}}',
    'a poisoned prototype': '{"grant_type":"client_credentials","__proto__":{"client_id":"m2m"}}',
    'bytes that are no UTF-8': Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
    'a text of NUL': '{"grant_type":"client_credentials","client_id":"m\\u00002m","client_secret":"\\u0000"}',
    'half a character': '{"grant_type":"client_credentials","client_id":"\\ud800","client_secret":"\\ud800"}',
  };
  test.each(Object.entries(broken))(
    'JSON that is %s is an error of the caller in the shape of RFC 6749 5.2',
    async (_what, body) => {
      const { status, json } = await send({ body, headers: { 'content-type': 'application/json' } });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(Object.keys(json).sort()).toEqual(['error', 'error_description']);
    },
  );

  test('other content types are 415, and bodies without end 413, in the same shape', async () => {
    const media = await send({ body: 'grant_type=x', headers: { 'content-type': 'text/plain' } });
    expect(media.status).toBe(415);
    expect(Object.keys(media.json).sort()).toEqual(['error', 'error_description']);
    const huge = await asForm({ ...machine(), scope: 'x'.repeat(1_100_000) });
    expect(huge.status).toBe(413);
    expect(Object.keys(huge.json).sort()).toEqual(['error', 'error_description']);
  });

  test('AS-25: scripts of any origin may call, and never with cookies', async () => {
    const preflight = await send({
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    const answer = await asForm(machine(), { origin: 'https://evil.example' });
    for (const { headers } of [preflight, answer]) {
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
      expect(headers.get('set-cookie')).toBeNull();
    }
  });
});
