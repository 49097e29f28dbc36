import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagementClient } from 'auth0';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { managementScopes } from '../../src/contract/index.ts';
import { listClientGrants, removeExpiredRows } from '../../src/storage/index.ts';
import { endClientTokens } from '../../src/tenant/index.ts';
import {
  type Broker,
  configure,
  createDatabase,
  createTestClock,
  databaseKinds,
  decodeClaims,
  getTokens,
  newKeyring,
  oidcConnection,
  postToken,
  readManagement,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

type Body = Record<string, unknown>;

const anyAuth0 = 'https://tenant.auth0.com/api/v2/';
const all = managementScopes.map(({ value }) => value);
const ended = {
  statusCode: 401,
  error: 'Unauthorized',
  message: 'Invalid token',
  attributes: { error: 'Invalid token' },
};

describe.each(databaseKinds)('management tokens can be revoked, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let operator: string;
  let clients = 0;

  async function send(method: string, path: string, token: string, body?: unknown, type = 'application/json') {
    const response = await fetch(`${broker.url}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text && JSON.parse(text)) as Body };
  }

  /** A backend of its own with a token of its own. */
  async function newClient(scope: readonly string[] = ['read:users', 'read:clients']) {
    clients += 1;
    const id = `client-${clients}`;
    const secret = `secret-MARKER-${randomBytes(12).toString('hex')}`;
    const entry = { name: id, client_id: id, client_secret: secret, grant_types: ['client_credentials'] };
    const grant = { client_id: id, audience: anyAuth0, scope };
    await configure(broker.app, JSON.stringify({ clients: [entry], clientGrants: [grant] }));
    return { id, secret, token: await tokenOf(id, secret) };
  }

  const ask = (id: string, secret: string, more: Record<string, string> = {}) =>
    postToken(broker, {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
      audience: `${broker.issuer}api/v2/`,
      ...more,
    });

  async function tokenOf(id: string, secret: string): Promise<string> {
    const { status, body } = await ask(id, secret);
    expect(status).toBe(200);
    return String(body.access_token);
  }

  /** What the API says to a request for a user that is not there. */
  const probe = (token: string) => send('GET', '/users/nobody', token);
  const works = async (token: string) => expect((await probe(token)).status).toBe(404);
  const isEnded = async (token: string) => {
    const { status, body, headers } = await probe(token);
    expect(status).toBe(401);
    expect(body).toStrictEqual(ended);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
  };

  beforeAll(async () => {
    const clock = createTestClock();
    idp = await startTestIdp({ clock });
    broker = await startBroker({ database, clock, tenant: tenantFile(oidcConnection('con1', idp)) });
    operator = (await newClient(all)).token;
  });
  beforeEach(() => idp.reset());
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  test('RS-15: deleting a client: 204, its tokens are refused at once, and it gets no new ones', async () => {
    const { id, secret, token } = await newClient();
    await works(token);
    const { status, body } = await send('DELETE', `/clients/${id}`, operator);
    expect([status, body]).toEqual([204, '']);
    await isEnded(token);
    expect(await ask(id, secret)).toMatchObject({ status: 401, body: { error: 'access_denied' } });
    expect(await listClientGrants(broker.app.tenant.store.db, id)).toEqual([]);
  });

  test('RS-15: a client with the id of a deleted one gets no use out of the tokens of that one’s grants', async () => {
    const { id, token } = await newClient();
    await send('DELETE', `/clients/${id}`, operator);
    const again = { name: id, client_id: id, client_secret: 'another-secret-altogether' };
    await configure(broker.app, JSON.stringify({ clients: [again] }));
    await isEnded(token);
    // Nor when it is given the same rights again.
    const grant = { client_id: id, audience: anyAuth0, scope: ['read:users'] };
    await configure(broker.app, JSON.stringify({ clientGrants: [grant] }));
    await isEnded(token);
    await works(await tokenOf(id, again.client_secret));
  });

  test('deleting what is not there is answered as deleting, as in Auth0; rotating its secret is not', async () => {
    expect((await send('DELETE', '/clients/nobody', operator)).status).toBe(204);
    expect((await send('DELETE', '/client-grants/cgr_nothing', operator)).status).toBe(204);
    expect(await send('POST', '/clients/nobody/rotate-secret', operator)).toMatchObject({
      status: 404,
      body: { message: 'The client does not exist', errorCode: 'inexistent_client' },
    });
  });

  test('RS-15: a disabled client is nobody: its tokens, its secret, its users’ tokens, its sign-ins', async () => {
    const { id, secret, token } = await newClient();
    const callback = 'http://127.0.0.1:9/disabled';
    const entry = { name: id, callbacks: [callback], grant_types: ['client_credentials', 'authorization_code'] };
    const connection = oidcConnection('con1', idp, `[web, spa, other, ${id}]`);
    await configure(broker.app, JSON.stringify({ clients: [entry] }));
    await configure(broker.app, `connections: ${connection}`);
    const authorize = `${broker.url}/authorize?client_id=${id}&redirect_uri=${callback}&response_type=code&connection=con1&state=s`;
    expect((await fetch(authorize, { redirect: 'manual' })).status).toBe(302);

    await configure(broker.app, JSON.stringify({ clients: [{ name: id, disabled: true }] }));
    await isEnded(token);
    expect(await ask(id, secret)).toMatchObject({ status: 401, body: { error: 'access_denied' } });
    expect((await fetch(authorize, { redirect: 'manual' })).status).toBe(400);

    await configure(broker.app, JSON.stringify({ clients: [{ name: id, disabled: null }] }));
    await works(token);
    expect((await ask(id, secret)).status).toBe(200);
  });

  test('RS-15: what users got through a client is of no use while it is disabled, not at /userinfo either', async () => {
    const audience = `${broker.issuer}api/v2/`;
    const opaque = String((await getTokens(broker)).access_token);
    const own = await getTokens(broker, { audience, scope: 'openid read:current_user' });
    const jwt = String(own.access_token);
    const path = `/users/${encodeURIComponent(String(decodeClaims(jwt).sub))}`;
    const userinfo = (token: string) =>
      fetch(`${broker.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect((await send('GET', path, jwt)).status).toBe(200);
    await configure(broker.app, JSON.stringify({ clients: [{ name: 'web', disabled: true }] }));
    expect((await send('GET', path, jwt)).body).toStrictEqual(ended);
    for (const token of [opaque, jwt]) expect((await userinfo(token)).status).toBe(401);
    await configure(broker.app, JSON.stringify({ clients: [{ name: 'web', disabled: false }] }));
    for (const token of [opaque, jwt]) expect((await userinfo(token)).status).toBe(200);
  });

  test('RS-15: deleting a client grant: 204, its tokens are refused at once, and there are no new ones', async () => {
    const { id, secret, token } = await newClient();
    const [grant] = await listClientGrants(broker.app.tenant.store.db, id);
    expect((await send('DELETE', `/client-grants/${grant!.clientGrantId}`, operator)).status).toBe(204);
    await isEnded(token);
    expect(await ask(id, secret)).toMatchObject({ status: 403, body: { error: 'access_denied' } });
  });

  test('RS-15: a scope taken out of a grant is out of every token that has it, and the rest stays', async () => {
    const { id, secret, token } = await newClient(['read:users', 'delete:clients']);
    await works(token);
    const grant = { client_id: id, audience: anyAuth0, scope: ['delete:clients'] };
    await configure(broker.app, JSON.stringify({ clientGrants: [grant] }));
    const { status, body } = await probe(token);
    expect(status).toBe(403);
    expect(body).toMatchObject({ errorCode: 'insufficient_scope' });
    expect((await send('DELETE', '/clients/nobody', token)).status).toBe(204);
    // A scope that comes back is in force again, for it is in the token.
    await configure(broker.app, JSON.stringify({ clientGrants: [{ ...grant, scope: ['read:users'] }] }));
    await works(token);
    expect((await send('DELETE', '/clients/nobody', token)).status).toBe(403);
    expect((await ask(id, secret, { scope: 'delete:clients' })).status).toBe(403);
  });

  test('a scope that a grant gains is not in a token that was issued without it', async () => {
    const { id, token } = await newClient(['read:clients']);
    const grant = { client_id: id, audience: anyAuth0, scope: ['read:clients', 'read:users'] };
    await configure(broker.app, JSON.stringify({ clientGrants: [grant] }));
    expect((await probe(token)).status).toBe(403);
  });

  describe('rotating a secret', () => {
    test('answers as Auth0 does: the client, with a secret of 64 characters, which is good and the old one is not', async () => {
      const { id, secret, token } = await newClient();
      const { status, body, headers } = await send('POST', `/clients/${id}/rotate-secret`, operator);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toMatchObject({
        client_id: id,
        name: id,
        client_secret: expect.stringMatching(/^[\w-]{64}$/),
        global: false,
        tenant: expect.any(String),
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      });
      expect(body.client_secret).not.toBe(secret);
      expect((await ask(id, secret)).status).toBe(401);
      expect((await ask(id, String(body.client_secret))).status).toBe(200);
      // As in Auth0: rotation alone leaves tokens as they are.
      await works(token);
    });

    test('RS-15: with end_tokens the tokens that there are end, and one that is fetched at once is good', async () => {
      const { id, token } = await newClient();
      const { body } = await send('POST', `/clients/${id}/rotate-secret`, operator, { end_tokens: true });
      await isEnded(token);
      const fresh = await tokenOf(id, String(body.client_secret));
      await works(fresh);
      const { iat, exp } = decodeClaims(fresh);
      expect(Number(exp) - Number(iat)).toBe(86_400);
      expect(Number(iat)).toBeLessThanOrEqual(broker.clock.now() / 1000);
    });

    test('RS-15: a token issued to the old secret by a node that had not noticed yet is ended too', async () => {
      const { id, secret } = await newClient();
      // The same database under another cache, warm with the old secret, and with a clock that stands: a stale node.
      let moment = broker.clock.now();
      const stale = await startBroker({
        tenant: '{}',
        databaseUrl: broker.config.databaseUrl,
        keyring: broker.config.keyring,
        clock: { now: () => moment, advance: () => {} },
        config: { issuer: broker.issuer },
      });
      try {
        const askStale = () =>
          postToken(stale, {
            grant_type: 'client_credentials',
            client_id: id,
            client_secret: secret,
            audience: `${broker.issuer}api/v2/`,
          });
        moment = broker.clock.now();
        expect((await askStale()).status).toBe(200);
        await send('POST', `/clients/${id}/rotate-secret`, operator, { end_tokens: true });
        moment += 499;
        const { status, body } = await askStale();
        expect(status).toBe(200);
        await isEnded(String(body.access_token));
        moment += 2;
        expect((await askStale()).status).toBe(401);
      } finally {
        await stale.stop();
      }
    });

    test('a body that says something else is refused, an empty one and a form are not', async () => {
      const { id } = await newClient();
      const path = `/clients/${id}/rotate-secret`;
      for (const [body, words] of [
        [{ end_tokens: 'yes' }, 'Payload validation error'],
        [{ endTokens: true }, "Payload validation error: 'Additional properties not allowed: endTokens'."],
        [[], 'Payload validation error'],
      ] as const) {
        const answer = await send('POST', path, operator, body);
        expect(answer.status).toBe(400);
        expect(answer.body).toMatchObject({ errorCode: 'invalid_body', message: expect.stringContaining(words) });
      }
      expect((await send('POST', path, operator, '')).status).toBe(200);
      expect((await send('POST', path, operator, '', 'application/x-www-form-urlencoded')).status).toBe(200);
    });

    test('the answer is the only place where the secret is: not in the log, not in the database', async () => {
      const { id } = await newClient();
      const { body } = await send('POST', `/clients/${id}/rotate-secret`, operator);
      const secret = String(body.client_secret);
      expect(broker.logged()).not.toContain(secret);
      const rows = await broker.app.tenant.store.db.selectFrom('clients').selectAll().execute();
      const texts = rows.map((row) =>
        [row.settings, row.secret_hash, Buffer.from(row.secret_sealed ?? []).toString('latin1')].join(' '),
      );
      expect(texts.join(' ')).not.toContain(secret);
    });
  });

  test('RS-15: the tokens of a client end by themselves, without a new secret', async () => {
    const { id, secret, token } = await newClient();
    await endClientTokens(broker.app.tenant, id);
    await isEnded(token);
    await works(await tokenOf(id, secret));
    await expect(endClientTokens(broker.app.tenant, 'nobody')).rejects.toMatchObject({ code: 'inexistent_client' });
  });

  test('RS-15: tokens that were ended at the same time as others end too, and a token of after lives', async () => {
    const { id, secret, token } = await newClient();
    const { tenant } = broker.app;
    await Promise.all([1, 2, 3].map(() => endClientTokens(tenant, id)));
    await isEnded(token);
    const fresh = await tokenOf(id, secret);
    await works(fresh);
    await endClientTokens(tenant, id);
    await isEnded(fresh);
  });

  test.each([30_000, -30_000, 90_000, -90_000])(
    'RS-15, R-18: a token of a node whose clock is %i ms off ends too, and one that is fetched there at once is good',
    async (difference) => {
      const { id, secret } = await newClient();
      const { databaseUrl, keyring, issuer } = broker.config;
      const clock = createTestClock(broker.clock.now() + difference);
      const node = await startBroker({ tenant: '{}', databaseUrl, keyring, clock, config: { issuer } });
      const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
      const askThere = () => postToken(node, { ...form, audience: `${issuer}api/v2/` });
      try {
        const before = String((await askThere()).body.access_token);
        await endClientTokens(broker.app.tenant, id);
        await isEnded(before);
        node.app.tenant.configuration.clear();
        expect((await readManagement(node, '/users/nobody', before)).status).toBe(401);
        const { access_token } = (await askThere()).body;
        expect((await readManagement(node, '/users/nobody', String(access_token))).status).toBe(404);
        await works(String(access_token));
      } finally {
        await node.stop();
      }
    },
  );

  describe('naming a token', () => {
    test('RS-15: 204, this token ends and its sister lives; naming it again is 204 too', async () => {
      const { id, secret, token } = await newClient();
      const sister = await tokenOf(id, secret);
      const { jti } = decodeClaims(token);
      expect(jti).not.toBe(decodeClaims(sister).jti);
      for (let count = 0; count < 2; count += 1) {
        const { status, body } = await send('POST', '/blacklists/tokens', operator, { aud: id, jti });
        expect([status, body]).toEqual([204, '']);
        await isEnded(token);
        await works(sister);
      }
    });

    test('RS-15: the audience is a note: without it, empty, null or of something else, the token ends', async () => {
      for (const aud of [undefined, null, '', 'something else', `${broker.issuer}api/v2/`]) {
        const { token } = await newClient();
        const { jti } = decodeClaims(token);
        expect((await send('POST', '/blacklists/tokens', operator, { jti, aud })).status).toBe(204);
        await isEnded(token);
      }
    });

    test('a form does as well as JSON', async () => {
      const { token } = await newClient();
      const form = new URLSearchParams({ jti: String(decodeClaims(token).jti), aud: 'x' }).toString();
      const type = 'application/x-www-form-urlencoded';
      expect((await send('POST', '/blacklists/tokens', operator, form, type)).status).toBe(204);
      await isEnded(token);
    });

    test('they are listed, all or by audience', async () => {
      const { id, token } = await newClient();
      const { jti } = decodeClaims(token);
      await send('POST', '/blacklists/tokens', operator, { aud: id, jti });
      const { status, body } = await send('GET', '/blacklists/tokens', operator);
      expect(status).toBe(200);
      expect(body).toContainEqual({ aud: id, jti });
      expect(body).toContainEqual({ jti: expect.any(String) });
      expect((await send('GET', `/blacklists/tokens?aud=${id}`, operator)).body).toEqual([{ aud: id, jti }]);
      expect((await send('GET', '/blacklists/tokens?aud=nobody', operator)).body).toEqual([]);
    });

    test.each<[string, unknown, string]>([
      ['nothing', {}, "'Missing required property: jti'"],
      ['an empty id', { jti: '' }, 'jti'],
      ['an id that is none', { jti: 7 }, 'jti'],
      ['an endless id', { jti: 'x'.repeat(256) }, 'jti'],
      ['something else', { jti: 'x', sub: 'y' }, 'Additional properties not allowed: sub'],
    ])('%s: 400 invalid_body', async (_name, given, words) => {
      const { status, body } = await send('POST', '/blacklists/tokens', operator, given);
      expect(status).toBe(400);
      expect(body).toMatchObject({ errorCode: 'invalid_body', message: expect.stringContaining(words) });
    });

    test('a user’s token for the Management API ends by its id too', async () => {
      const audience = `${broker.issuer}api/v2/`;
      const { access_token } = await getTokens(broker, { audience, scope: 'openid read:current_user' });
      const { sub, jti } = decodeClaims(access_token);
      const path = `/users/${encodeURIComponent(String(sub))}`;
      expect((await send('GET', path, String(access_token))).status).toBe(200);
      await send('POST', '/blacklists/tokens', operator, { jti });
      expect((await send('GET', path, String(access_token))).body).toStrictEqual(ended);
    });

    test('what no token can need any more goes away by itself, and not before, ten minutes of clocks included', async () => {
      const { store, clock } = broker.app.tenant;
      const { token } = await newClient();
      const { jti } = decodeClaims(token);
      await send('POST', '/blacklists/tokens', operator, { jti });
      const rows = () => store.db.selectFrom('revoked_tokens').selectAll().where('jti', '=', String(jti)).execute();
      await removeExpiredRows(store.db, clock.now() + 30 * 86_400_000 + 9 * 60_000);
      expect(await rows()).toHaveLength(1);
      await removeExpiredRows(store.db, clock.now() + 30 * 86_400_000 + 11 * 60_000);
      expect(await rows()).toHaveLength(0);
    });
  });

  test.each<[string, string, string]>([
    ['DELETE', '/clients/x', 'delete:clients'],
    ['POST', '/clients/x/rotate-secret', 'update:client_keys'],
    ['DELETE', '/client-grants/x', 'delete:client_grants'],
    ['GET', '/blacklists/tokens', 'blacklist:tokens'],
    ['POST', '/blacklists/tokens', 'blacklist:tokens'],
  ])('RS-08: %s %s needs %s: without it 403, without a token 401', async (method, path, scope) => {
    const { token } = await newClient(all.filter((one) => one !== scope));
    const { status, body } = await send(method, path, token);
    expect(status).toBe(403);
    expect(body).toMatchObject({ message: `Insufficient scope, expected any of: ${scope}` });
    expect((await fetch(`${broker.url}/api/v2${path}`, { method })).status).toBe(401);
  });

  test('the official SDK of Auth0 rotates a secret, deletes a grant and deletes a client', async () => {
    const { id, secret, token } = await newClient();
    const management = new ManagementClient({
      domain: 'valetkey.example',
      token: operator,
      fetch: (url, init) => fetch(String(url).replace('https://valetkey.example', broker.url), init),
    });
    const rotated = await management.clients.rotateSecret(id);
    expect(rotated).toMatchObject({ client_id: id, client_secret: expect.stringMatching(/^[\w-]{64}$/) });
    expect((await ask(id, secret)).status).toBe(401);
    const [grant] = await listClientGrants(broker.app.tenant.store.db, id);
    await management.clientGrants.delete(grant!.clientGrantId);
    await isEnded(token);
    await management.clients.delete(id);
    await expect(management.clients.rotateSecret(id)).rejects.toMatchObject({
      statusCode: 404,
      body: { errorCode: 'inexistent_client' },
    });
  });

  test('a DELETE that names JSON as the type of no body is taken, as many clients send it', async () => {
    const { id } = await newClient();
    const headers = { authorization: `Bearer ${operator}`, 'content-type': 'application/json' };
    expect((await fetch(`${broker.url}/api/v2/clients/${id}`, { method: 'DELETE', headers })).status).toBe(204);
  });
});

describe.each(databaseKinds)('RS-15, R-42: two nodes on one database, %s', (database) => {
  let folder: string;
  let drop: () => Promise<void>;
  let idp: TestIdp;
  let a: Broker;
  let b: Broker;
  const clockOfB = createTestClock();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'valetkey-test-'));
    const made = await createDatabase(database, folder);
    drop = made.drop;
    idp = await startTestIdp();
    const keyring = newKeyring();
    a = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)), databaseUrl: made.url, keyring });
    b = await startBroker({
      tenant: '{}',
      databaseUrl: made.url,
      keyring,
      clock: clockOfB,
      config: { issuer: a.issuer },
    });
  });
  afterAll(async () => {
    await b.close();
    await a.close();
    await idp.close();
    await drop();
    await rm(folder, { recursive: true, force: true });
  });

  const statusOn = async (broker: Broker, token: string): Promise<number> => {
    const response = await fetch(`${broker.url}/api/v2/users/nobody`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await response.arrayBuffer();
    return response.status;
  };

  async function prepare(id: string) {
    const secret = `${id}-secret-of-the-test`;
    const entry = { name: id, client_id: id, client_secret: secret, grant_types: ['client_credentials'] };
    const grant = { client_id: id, audience: anyAuth0, scope: all };
    await configure(a.app, JSON.stringify({ clients: [entry], clientGrants: [grant] }));
    const { body } = await postToken(a, {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
      audience: `${a.issuer}api/v2/`,
    });
    const token = String(body.access_token);
    clockOfB.advance(500);
    expect(await statusOn(b, token)).toBe(404);
    return token;
  }

  /** Milliseconds until B refuses the token, probed every 50; on SQLite B's clock moves instead. */
  async function untilRefused(token: string, status = 401): Promise<number> {
    const start = performance.now();
    for (let probes = 0; ; probes += 1) {
      const found = await statusOn(b, token);
      const waited = database === 'sqlite' ? probes * 50 : performance.now() - start;
      if (found === status) return waited;
      expect(found).toBe(404);
      if (waited > 3000) return waited;
      if (database === 'sqlite') clockOfB.advance(50);
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const call = (method: string, path: string, token: string, body?: unknown) =>
    fetch(`${a.url}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  const changes: Record<
    string,
    [act: (id: string, operator: string, token: string) => Promise<unknown>, status: number]
  > = {
    'the client is deleted': [(id, operator) => call('DELETE', `/clients/${id}`, operator), 401],
    'the client is disabled': [
      (id) => configure(a.app, JSON.stringify({ clients: [{ name: id, disabled: true }] })),
      401,
    ],
    'its grant is deleted': [
      async (id, operator) => {
        const [grant] = await listClientGrants(a.app.tenant.store.db, id);
        await call('DELETE', `/client-grants/${grant!.clientGrantId}`, operator);
      },
      401,
    ],
    'a scope is taken out of its grant': [
      (id) =>
        configure(
          a.app,
          JSON.stringify({ clientGrants: [{ client_id: id, audience: anyAuth0, scope: ['read:clients'] }] }),
        ),
      403,
    ],
    'its secret is rotated and its tokens ended': [
      (id, operator) => call('POST', `/clients/${id}/rotate-secret`, operator, { end_tokens: true }),
      401,
    ],
    'the token is named': [
      (_id, operator, token) => call('POST', '/blacklists/tokens', operator, { jti: decodeClaims(token).jti }),
      401,
    ],
  };

  test.each(Object.keys(changes))('RS-15: when %s on A, B refuses within a second, and A at once', async (name) => {
    const [act, status] = changes[name]!;
    const id = name.replaceAll(' ', '-');
    const operator = await prepare(`operator-of-${id}`);
    const token = await prepare(id);
    await act(id, operator, token);
    expect(await statusOn(a, token)).toBe(status);
    const waited = await untilRefused(token, status);
    expect(waited).toBeLessThan(1000);
    expect(await statusOn(b, operator)).toBe(404);
  });
});
