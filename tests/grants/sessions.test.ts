import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  api,
  authorizeUrl,
  type Browser,
  configure,
  databaseKinds,
  getTokens,
  oidcConnection,
  redeem,
  signIn,
  web,
} from '../broker/index.ts';
import { startWorld, type World } from './set-up.ts';

const offline = { scope: 'openid email offline_access' };
const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);

describe.each(databaseKinds)('sessions and refresh tokens at the Management API, on %s', (database) => {
  let world: World;
  let people = 0;
  let id: string;
  let user: string;
  let browser: Browser;
  let tokens: Record<string, unknown>;

  beforeAll(async () => {
    world = await startWorld(database);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    people += 1;
    id = `oidc|con1|somebody-${people}`;
    user = encodeURIComponent(id);
    browser = await world.signedIn(`somebody-${people}`);
    tokens = await getTokens(world.broker, offline, browser);
  });

  const isSignedIn = async (who = browser) =>
    (await world.follow(who, authorizeUrl(world.broker, { prompt: 'none' }))).answer.code !== undefined;
  const canRefresh = async (token = tokens.refresh_token) => (await world.refresh(token, {}, web)).status === 200;
  const sessionsOf = async () => (await world.manage('GET', `/users/${user}/sessions`)).body.sessions;
  const tokensOf = async () => (await world.manage('GET', `/users/${user}/refresh-tokens`)).body.tokens;

  test('a session is shown with its times, its browser and its applications, and nothing that opens it', async () => {
    await world.ask(browser, { client_id: 'other', redirect_uri: 'http://127.0.0.1:9/other' });
    const [session, ...more] = await sessionsOf();
    expect(more).toEqual([]);
    expect(session).toEqual({
      id: expect.stringMatching(/^[\w-]{32}$/),
      user_id: id,
      created_at: date,
      updated_at: date,
      authenticated_at: date,
      idle_expires_at: date,
      expires_at: date,
      last_interacted_at: date,
      device: {
        initial_ip: expect.stringContaining('127.0.0.1'),
        initial_user_agent: 'node',
        last_ip: expect.stringContaining('127.0.0.1'),
        last_user_agent: 'node',
      },
      clients: [{ client_id: 'other' }, { client_id: web.id }],
      authentication: { methods: [{ name: 'federated', timestamp: date }] },
    });
    expect((await world.manage('GET', `/sessions/${session.id}`)).body).toEqual(session);
    expect(JSON.stringify(session)).not.toContain(browser.cookie(world.broker.url, 'valetkey-session'));
  });

  test('a refresh token is shown with what it is good for, and never itself', async () => {
    await getTokens(world.broker, { scope: 'openid offline_access read:things', audience: api }, browser);
    const found = await tokensOf();
    expect(found).toHaveLength(2);
    const [session] = await sessionsOf();
    const token = found.find(({ resource_servers }: { resource_servers: { audience: string }[] }) => {
      return resource_servers[0]?.audience === api;
    });
    expect(token).toEqual({
      id: expect.any(String),
      user_id: id,
      client_id: web.id,
      session_id: session.id,
      created_at: date,
      idle_expires_at: null,
      expires_at: null,
      rotating: false,
      resource_servers: [{ audience: api, scopes: 'openid offline_access read:things' }],
      device: { initial_ip: expect.stringContaining('127.0.0.1'), initial_user_agent: 'node' },
    });
    expect((await world.manage('GET', `/refresh-tokens/${token.id}`)).body).toEqual(token);
    expect(JSON.stringify(found)).not.toContain(tokens.refresh_token);
    const { body } = await world.manage('GET', `/refresh-tokens?user_id=${user}&client_id=${web.id}&take=1`);
    expect(body).toMatchObject({ refresh_tokens: [{ client_id: web.id }], next: expect.any(String) });
    const rest = await world.manage('GET', `/refresh-tokens?user_id=${user}&take=1&from=${body.next}`);
    expect(rest.body).not.toHaveProperty('next');
    expect([body.refresh_tokens[0].id, rest.body.refresh_tokens[0].id].sort()).toEqual(
      found.map((one: { id: string }) => one.id).sort(),
    );
  });

  test('DELETE /sessions/{id} ends the session on every node at once, and leaves refresh tokens alone', async () => {
    const [{ id: sid }] = await sessionsOf();
    expect((await world.manage('DELETE', `/sessions/${sid}`)).status).toBe(202);
    expect(await isSignedIn()).toBe(false);
    expect(await canRefresh()).toBe(true);
    expect(await sessionsOf()).toEqual([]);
    expect((await world.manage('DELETE', `/sessions/${sid}`)).status).toBe(202);
    expect(await world.manage('GET', `/sessions/${sid}`)).toMatchObject({
      status: 404,
      body: { errorCode: 'inexistent_session' },
    });
  });

  test('POST /sessions/{id}/revoke ends the session and all that came of it, codes too, and nothing of another', async () => {
    const elsewhere = await world.signedIn(`somebody-${people}`);
    const others = await getTokens(world.broker, offline, elsewhere);
    const { code } = await signIn(world.broker, { connection: '' }, browser);
    const sid = JSON.parse(Buffer.from(`${tokens.id_token}`.split('.')[1]!, 'base64url').toString()).sid;
    expect((await world.manage('POST', `/sessions/${sid}/revoke`)).status).toBe(202);
    expect([await isSignedIn(), await canRefresh()]).toEqual([false, false]);
    expect((await redeem(world.broker, code!)).body).toMatchObject({ error: 'invalid_grant' });
    expect([await isSignedIn(elsewhere), await canRefresh(others.refresh_token)]).toEqual([true, true]);
  });

  test('the sessions of a user, or the refresh tokens, end together', async () => {
    const elsewhere = await world.signedIn(`somebody-${people}`);
    expect((await world.manage('DELETE', `/users/${user}/refresh-tokens`)).status).toBe(202);
    expect([await isSignedIn(), await canRefresh()]).toEqual([true, false]);
    expect(await tokensOf()).toEqual([]);
    expect((await world.manage('DELETE', `/users/${user}/sessions`)).status).toBe(202);
    expect([await isSignedIn(), await isSignedIn(elsewhere)]).toEqual([false, false]);
  });

  test('POST /users/{id}/revoke-access takes sessions and refresh tokens, or as much as it is told', async () => {
    const elsewhere = await world.signedIn(`somebody-${people}`);
    const others = await getTokens(world.broker, offline, elsewhere);
    const revoke = async (body?: unknown) => (await world.manage('POST', `/users/${user}/revoke-access`, body)).status;
    const [first] = await sessionsOf();
    const here = first.id === JSON.parse(Buffer.from(`${tokens.id_token}`.split('.')[1]!, 'base64url').toString()).sid;
    expect(await revoke({ session_id: first.id, preserve_refresh_tokens: true })).toBe(202);
    expect([await isSignedIn(), await isSignedIn(elsewhere)]).toEqual([!here, here]);
    expect([await canRefresh(), await canRefresh(others.refresh_token)]).toEqual([true, true]);
    expect(await revoke({ session_id: first.id })).toBe(404);
    expect(await revoke()).toBe(202);
    expect([await isSignedIn(), await isSignedIn(elsewhere)]).toEqual([false, false]);
    expect([await canRefresh(), await canRefresh(others.refresh_token)]).toEqual([false, false]);
    expect(await revoke({ everything: true })).toBe(400);
  });

  test("a session of somebody else is not ended in this user's name, and each half needs its scope", async () => {
    const foreign = await world.signedIn('foreigner');
    const { body } = await world.manage('GET', '/users/oidc%7Ccon1%7Cforeigner/sessions');
    const refused = await world.manage('POST', `/users/${user}/revoke-access`, { session_id: body.sessions[0].id });
    expect(refused).toMatchObject({ status: 404, body: { errorCode: 'inexistent_session' } });
    expect(await isSignedIn(foreign)).toBe(true);
    const half = (path: string, scope: string, more?: unknown) => world.manage('POST', path, more, scope);
    const [{ id: sid }] = await sessionsOf();
    for (const scope of ['delete:sessions', 'delete:refresh_tokens']) {
      expect((await half(`/users/${user}/revoke-access`, scope)).status).toBe(403);
      expect((await half(`/sessions/${sid}/revoke`, scope)).status).toBe(403);
    }
    expect([await isSignedIn(), await canRefresh()]).toEqual([true, true]);
    const onlySessions = await half(`/users/${user}/revoke-access`, 'delete:sessions', {
      preserve_refresh_tokens: true,
    });
    expect(onlySessions.status).toBe(202);
  });

  test('an unknown user is 404, and what is not an id is an error of its own', async () => {
    for (const [method, path] of [
      ['GET', '/users/nobody/sessions'],
      ['DELETE', '/users/nobody/sessions'],
      ['GET', '/users/nobody/refresh-tokens'],
      ['DELETE', '/users/nobody/refresh-tokens'],
      ['GET', '/refresh-tokens?user_id=nobody'],
      ['POST', '/users/nobody/revoke-access'],
      ['GET', '/users/nobody/connected-accounts'],
    ] as const) {
      expect(await world.manage(method, path), path).toMatchObject({
        status: 404,
        body: { errorCode: 'inexistent_user', message: 'The user does not exist.' },
      });
    }
    expect((await world.manage('GET', '/refresh-tokens/none')).body.errorCode).toBe('inexistent_refresh_token');
    expect((await world.manage('DELETE', '/refresh-tokens/none')).status).toBe(202);
    expect((await world.manage('GET', '/refresh-tokens')).status).toBe(400);
    expect((await world.manage('GET', `/users/${user}/sessions?take=101`)).status).toBe(400);
    expect((await world.manage('GET', `/users/${user}/sessions?take=50&include_totals=true`)).status).toBe(200);
  });

  test('device credentials are the refresh tokens, by kind', async () => {
    const { body } = await world.manage('GET', `/device-credentials?user_id=${user}&include_totals=true`);
    expect(body).toEqual({
      start: 0,
      limit: 50,
      total: 1,
      device_credentials: [
        { id: expect.any(String), device_name: 'node', type: 'refresh_token', user_id: id, client_id: web.id },
      ],
    });
    for (const type of ['public_key', 'rotating_refresh_token']) {
      expect((await world.manage('GET', `/device-credentials?user_id=${user}&type=${type}`)).body).toEqual([]);
    }
    const query = `user_id=${user}&client_id=${web.id}&type=refresh_token&fields=id`;
    const [credential] = (await world.manage('GET', `/device-credentials?${query}`)).body;
    expect(Object.keys(credential)).toEqual(['id']);
    expect((await world.manage('DELETE', `/device-credentials/${credential.id}`)).status).toBe(204);
    expect(await canRefresh()).toBe(false);
    expect((await world.manage('DELETE', `/device-credentials/${credential.id}`)).status).toBe(204);
  });

  test('connected accounts are the accounts whose tokens are kept alive, where the connection says so', async () => {
    const path = `/users/${user}/connected-accounts`;
    await world.follow(browser, authorizeUrl(world.broker, { connection: 'con1', access_type: 'offline' }));
    expect((await world.manage('GET', path)).body).toEqual({ connected_accounts: [] });
    const switchTo = (active: boolean) => {
      const more = `    connected_accounts: { active: ${active} }\n`;
      const clients = '[web, spa, other, partner, local]';
      return configure(world.broker.app, `connections: ${oidcConnection('con1', world.idp, clients, more)}`);
    };
    await switchTo(true);
    expect((await world.manage('GET', `${path}?take=1`)).body).toEqual({
      connected_accounts: [
        {
          id: expect.stringMatching(/^cac_/),
          connection: 'con1',
          connection_id: expect.stringMatching(/^con_/),
          strategy: 'oidc',
          access_type: 'offline',
          scopes: expect.arrayContaining(['openid']),
          created_at: date,
        },
      ],
    });
    await switchTo(false);
  });
});
