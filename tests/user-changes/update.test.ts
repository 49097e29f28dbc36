import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  type Broker,
  createBrowser,
  databaseKinds,
  getManagementToken,
  getTokens,
  oidcConnection,
  postToken,
  readManagement,
  redeem,
  signIn,
  startBroker,
  tenantFile,
  webCredentials,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

const scopes = [
  ...['read:users', 'read:user_idp_tokens', 'create:users', 'update:users', 'update:users_app_metadata'],
  'delete:users',
];
const vera = '/users/oidc%7Ccon1%7Cvera';
const free = '/users/oidc%7Ccon2%7Cvera';

describe.each(databaseKinds)('changing users on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let token: string;
  beforeAll(async () => {
    idp = await startTestIdp();
    const connections =
      oidcConnection('con1', idp) +
      oidcConnection('con2', idp, '[web]', '      set_user_root_attributes: on_first_login\n');
    const tenant = tenantFile(connections).replace(
      "['read:users', 'read:user_idp_tokens', 'read:clients']",
      JSON.stringify(scopes),
    );
    broker = await startBroker({ database, tenant });
    idp.behave({ user: 'vera' });
    await signIn(broker);
    await signIn(broker, { connection: 'con2' });
    token = await getManagementToken(broker);
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  async function send(method: string, path: string, body?: unknown, bearer = token): Promise<Answer> {
    const response = await fetch(`${broker.url}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  }
  const patch = (body: unknown, path = vera, bearer = token) => send('PATCH', path, body, bearer);
  const ownToken = async (user: string, scope: string) =>
    String(
      (await getTokens(broker, { audience: `${broker.issuer}api/v2/`, scope: `openid ${scope}`, login_hint: user }))
        .access_token,
    );

  test('metadata is merged at its first level: nested objects are replaced, null removes, {} removes all', async () => {
    const first = { user_metadata: { a: { x: 1, y: 2 }, b: 'b', 'c d': [1] }, app_metadata: { plan: 'gold' } };
    const created = await patch(first);
    expect(created.status).toBe(200);
    expect(created.body).toMatchObject({ user_id: 'oidc|con1|vera', ...first });
    const { body } = await patch({ user_metadata: { a: { z: 3 }, b: null, e: {}, unknown: null } });
    expect(body.user_metadata).toEqual({ a: { z: 3 }, 'c d': [1], e: {} });
    expect(body.app_metadata).toEqual({ plan: 'gold' });
    expect((await readManagement(broker, vera, token)).body.user_metadata).toEqual(body.user_metadata);
    expect((await patch({ user_metadata: {} })).body).not.toHaveProperty('user_metadata');
    expect((await patch({})).body).toMatchObject({ app_metadata: { plan: 'gold' } });
    expect((await patch({ app_metadata: { plan: null } })).body.app_metadata).toEqual({});
    expect((await patch({ app_metadata: {} })).body).not.toHaveProperty('app_metadata');
  });

  test('it stays through the next sign-in, and changes updated_at', async () => {
    const before = await patch({ app_metadata: { kept: true } });
    idp.behave({ user: 'vera' });
    await signIn(broker);
    const { body } = await readManagement(broker, vera, token);
    expect(body.app_metadata).toEqual({ kept: true });
    expect(Date.parse(String(body.updated_at))).toBeGreaterThan(Date.parse(String(before.body.updated_at)));
  });

  test('T-D19: root attributes belong to the IdP, unless the connection syncs them on first login only', async () => {
    for (const change of [
      { name: 'V' },
      { picture: 'https://a.example/p.png', nickname: null },
      { email: 'a@b.example' },
    ]) {
      const { status, body } = await patch(change);
      expect(status).toBe(400);
      expect(body.errorCode).toBe('operation_not_supported');
      expect(body.message).toMatch(
        /^The following user attributes cannot be updated: .+\. The connection \(con1\) must/,
      );
    }
    const { status, body } = await patch({ name: 'V. Free', nickname: null, picture: 'https://a.example/p.png' }, free);
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'V. Free', picture: 'https://a.example/p.png' });
    expect(body).not.toHaveProperty('nickname');
    idp.behave({ user: 'vera' });
    await signIn(broker, { connection: 'con2', prompt: 'login' });
    expect((await readManagement(broker, free, token)).body.name).toBe('V. Free');
    for (const change of [
      { email: 'a@b.example' },
      { email_verified: true },
      { username: 'v' },
      { password: 'pw-MARKER' },
      { phone_number: '+49123' },
      { verify_email: true },
    ]) {
      const refused = await patch({ name: 'not done', ...change }, free);
      expect(refused.body.errorCode).toBe('operation_not_supported');
      expect(JSON.stringify(refused.body)).not.toContain('MARKER');
    }
    expect((await readManagement(broker, free, token)).body.name).toBe('V. Free');
    expect(broker.logged()).not.toContain('MARKER');
  });

  const bad: Record<string, [body: unknown, message: RegExp]> = {
    'an unknown member': [{ foo: 1 }, /^Payload validation error: 'Additional properties not allowed: foo'\.$/],
    'members that are ours': [
      { user_id: 'x', identities: [] },
      /Additional properties not allowed: user_id, identities/,
    ],
    'a wrong type': [{ blocked: 'yes' }, /on property blocked/],
    'a name too long': [{ name: 'x'.repeat(301) }, /on property name/],
    'an empty name': [{ name: '' }, /on property name/],
    'metadata that is a text': [{ user_metadata: 'x' }, /on property user_metadata/],
    'metadata that is a list': [{ user_metadata: [] }, /on property user_metadata/],
    'metadata that is null': [{ app_metadata: null }, /on property app_metadata/],
    'a dot in a name': [{ user_metadata: { 'a.b': 1 } }, /must not contain \. or \$/],
    'a dollar deep inside': [{ app_metadata: { a: [{ b: { $c: 1 } }] } }, /must not contain \. or \$/],
    'a reserved name': [{ app_metadata: { blocked: true } }, /blocked is a reserved name/],
    'metadata without end': [`{"user_metadata":{"a":${'['.repeat(40)}${']'.repeat(40)}}}`, /32 levels/],
    'metadata too long': [{ user_metadata: { a: 'x'.repeat(270_000) } }, /262144 characters/],
    'no JSON': ['{', /not valid JSON/],
    'a prototype': ['{"user_metadata":{"__proto__":{"x":1}}}', /./],
    'a list': [[], /./],
  };
  test('RS-14: what is wrong is refused with 400 invalid_body, and changes nothing', async () => {
    const kept = `${vera}?fields=identities&include_fields=false`;
    const before = (await readManagement(broker, kept, token)).body;
    for (const [what, [body, message]] of Object.entries(bad)) {
      const answer = await patch(body);
      expect({ what, status: answer.status }).toEqual({ what, status: 400 });
      expect(answer.body.message).toMatch(message);
    }
    expect((await readManagement(broker, kept, token)).body).toEqual(before);
    expect((await patch({ blocked: true }, '/users/nobody')).body.errorCode).toBe('inexistent_user');
    expect((await patch({ connection: 'nowhere' })).body.errorCode).toBe('inexistent_connection');
  });

  test('RS-10: the answer holds no token, whatever the caller may read', async () => {
    const { body } = await patch({ app_metadata: { x: 1 } });
    expect(JSON.stringify(body)).not.toMatch(/access_token|refresh_token|at_/);
  });

  test('who may change app_metadata may change nothing else', async () => {
    const narrow = await getManagementToken(broker, 'update:users_app_metadata');
    expect((await patch({ app_metadata: { by: 'narrow' } }, vera, narrow)).status).toBe(200);
    for (const body of [{ user_metadata: { a: 1 } }, { blocked: true }, { app_metadata: {}, blocked: false }]) {
      const { status, body: error } = await patch(body, vera, narrow);
      expect(status).toBe(403);
      expect(error.errorCode).toBe('insufficient_scope');
    }
    expect((await patch({}, vera, await getManagementToken(broker, 'read:users'))).status).toBe(403);
  });

  test('RS-11: a user changes the own user_metadata, nothing else, and nobody else', async () => {
    const own = await ownToken('vera', 'update:current_user_metadata');
    const { status, body } = await patch({ user_metadata: { theme: 'dark' } }, vera, own);
    expect(status).toBe(200);
    expect(body.user_metadata).toEqual({ theme: 'dark' });
    expect((await patch({ app_metadata: { admin: true } }, vera, own)).body.errorCode).toBe('insufficient_scope');
    expect((await patch({ blocked: false }, vera, own)).status).toBe(403);
    expect((await patch({ user_metadata: { a: 1 } }, free, own)).body.errorCode).toBe('unowned_resource');
    expect((await patch({ user_metadata: { a: 1 } }, '/users/nobody', own)).body.errorCode).toBe('unowned_resource');
  });

  test('T-B17: blocked means blocked at once: code, refresh, userinfo, session, own token, IdP token, sign-in', async () => {
    const browser = createBrowser();
    const hint = { login_hint: 'mallory' };
    const tokens = await getTokens(broker, { ...hint, scope: 'openid offline_access' }, browser);
    const own = await ownToken('mallory', 'read:current_user');
    const { code } = await signIn(broker, hint, browser);
    const mallory = '/users/oidc%7Ccon1%7Cmallory';
    expect((await patch({ blocked: true }, mallory)).body.blocked).toBe(true);

    expect((await redeem(broker, code ?? '')).body.error).toBe('invalid_grant');
    const refresh = { grant_type: 'refresh_token', ...webCredentials, refresh_token: String(tokens.refresh_token) };
    expect((await postToken(broker, refresh)).body.error).toBe('invalid_grant');
    const bearer = { headers: { authorization: `Bearer ${tokens.access_token}` } };
    expect((await fetch(`${broker.url}/userinfo`, bearer)).status).toBe(401);
    expect((await readManagement(broker, mallory, own)).status).toBe(401);
    expect((await signIn(broker, { prompt: 'none', connection: '' }, browser)).error).toBe('login_required');
    expect((await signIn(broker, hint)).error).toBe('access_denied');
    expect(JSON.stringify((await readManagement(broker, mallory, token)).body)).not.toMatch(/"at_/);

    expect((await patch({ blocked: false }, mallory)).body.blocked).toBe(false);
    expect((await signIn(broker, hint)).code).toBeDefined();
  });

  test('POST /users answers as Auth0 does where users come by signing in', async () => {
    const { status, body } = await send('POST', '/users', { connection: 'con1', email: 'a@b.example', password: 'x' });
    expect(status).toBe(400);
    expect(body).toEqual({
      statusCode: 400,
      error: 'Bad Request',
      message:
        'Connection does not support user creation through the API. It must either be a database or passwordless connection.',
      errorCode: 'operation_not_supported',
    });
    expect((await send('POST', '/users', { connection: 'nowhere' })).body).toMatchObject({
      message: 'The connection does not exist.',
      errorCode: 'inexistent_connection',
    });
    expect((await send('POST', '/users', { email: 'a@b.example' })).body.message).toBe(
      "Payload validation error: 'Missing required property: connection'.",
    );
    expect((await send('POST', '/users', { connection: 'con1', user_id: 'a b' })).body.errorCode).toBe('invalid_body');
  });

  test('user-blocks are truthfully empty: nobody types passwords here', async () => {
    expect((await send('GET', '/user-blocks?identifier=vera@example.com')).body).toEqual({ blocked_for: [] });
    expect((await send('DELETE', '/user-blocks?identifier=vera@example.com')).status).toBe(204);
    expect((await send('GET', '/user-blocks')).status).toBe(400);
    const own = vera.replace('/users', '/user-blocks');
    expect(await send('GET', own)).toMatchObject({ status: 200, body: { blocked_for: [] } });
    expect((await send('DELETE', own)).status).toBe(204);
    expect((await send('GET', '/user-blocks/nobody')).body.errorCode).toBe('inexistent_user');
  });

  test('DELETE is idempotent, and nobody of that id is left to be found', async () => {
    expect((await send('DELETE', free)).status).toBe(204);
    expect((await send('DELETE', free)).status).toBe(204);
    expect((await readManagement(broker, '/users?q=name:"V. Free"', token)).body).toEqual([]);
    const terms = broker.app.tenant.store.db.selectFrom('user_search_terms').where('user_id', '=', 'oidc|con2|vera');
    expect(await terms.selectAll().execute()).toEqual([]);
  });
});
