import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Broker,
  createDatabase,
  createTestClock,
  databaseKinds,
  decodeClaims,
  getManagementToken,
  getTokens,
  m2m,
  oidcConnection,
  readManagement,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { type DatabaseProxy, startDatabaseProxy } from './database-proxy.ts';

const connectionOf = (idp: TestIdp) => tenantFile(oidcConnection('con1', idp));

async function signInShortly(broker: Broker, idp: TestIdp): Promise<string> {
  idp.reset();
  idp.behave({ rotate: true, refreshTokens: 'always', accessTokenLifetime: 600 });
  const { id_token } = await getTokens(broker, { prompt: 'login' });
  broker.clock.advance(700_000);
  idp.log.length = 0;
  return `/users/${encodeURIComponent(String(decodeClaims(id_token).sub))}`;
}

describe.runIf(databaseKinds.includes('postgres'))('PostgreSQL is away', () => {
  let idp: TestIdp;
  let broker: Broker;
  let proxy: DatabaseProxy;
  let management: string;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const clock = createTestClock();
    idp = await startTestIdp({ clock });
    const database = await createDatabase('postgres', '');
    drop = database.drop;
    proxy = await startDatabaseProxy(database.url);
    broker = await startBroker({ databaseUrl: proxy.url, clock, tenant: connectionOf(idp) });
    management = await getManagementToken(broker);
  });
  afterAll(async () => {
    await broker.close();
    await proxy.close();
    await idp.close();
    await drop();
  });

  const refreshes = () => idp.requests('token').filter((request) => request.params.grant_type === 'refresh_token');

  test('R-23: 503 with Retry-After in every dialect, never 500, and all is well when it is back', async () => {
    const user = await signInShortly(broker, idp);
    const credentials = { grant_type: 'client_credentials', client_id: m2m.id, client_secret: m2m.secret };
    const ask = {
      management: () => readManagement(broker, user, management),
      token: async () => {
        const body = new URLSearchParams({ ...credentials, audience: `${broker.issuer}api/v2/` });
        const response = await fetch(`${broker.url}/oauth/token`, { method: 'POST', body });
        return { status: response.status, headers: response.headers, body: (await response.json()) as object };
      },
      userinfo: async () => {
        const response = await fetch(`${broker.url}/userinfo`, { headers: { authorization: 'Bearer opaque-token' } });
        return { status: response.status, headers: response.headers, body: (await response.json()) as object };
      },
      page: async () => {
        const response = await fetch(`${broker.url}/authorize?client_id=web`, { redirect: 'manual' });
        return { status: response.status, headers: response.headers, body: { text: await response.text() } };
      },
    };
    await proxy.cut();
    // What was believed for half a second has to be asked for again.
    broker.clock.advance(2_000);
    const [api, token, userinfo, page] = await Promise.all([ask.management(), ask.token(), ask.userinfo(), ask.page()]);
    for (const answer of [api, token, userinfo, page]) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
    expect(api.body).toEqual({
      statusCode: 503,
      error: 'Service Unavailable',
      message: 'The service cannot answer right now. Try again soon.',
    });
    expect(token.body).toMatchObject({ error: 'temporarily_unavailable' });
    expect(userinfo.body).toMatchObject({ error: 'temporarily_unavailable' });
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    expect(page.body).toMatchObject({ text: expect.stringContaining('temporarily_unavailable') });
    await proxy.mend();
    expect((await ask.management()).status).toBe(200);
    expect((await ask.token()).status).toBe(200);
    expect(refreshes()).toHaveLength(1);
  });

  test('R-23, R-25: what the IdP gave while the database was away is stored when it is back', async () => {
    const user = await signInShortly(broker, idp);
    idp.behave({ faults: { token: { kind: 'delay', milliseconds: 400 } } });
    const reading = readManagement(broker, user, management);
    while (refreshes().length === 0) await wait(5);
    await proxy.cut();
    await wait(1_200);
    await proxy.mend();
    // Its own connection may have been cut too; whoever asks next has the token.
    const { status } = await reading;
    expect([200, 503]).toContain(status);
    const { body } = await readManagement(broker, user, management);
    const [identity] = body.identities as Record<string, unknown>[];
    expect(identity?.access_token).toBeTypeOf('string');
    expect(refreshes()).toHaveLength(1);
    const { body: grants } = await readManagement(broker, `${user}/idp-grants`, management);
    expect(grants).toMatchObject([{ state: 'active', failures: 0 }]);
  });
});

describe('SQLite is held by another process', () => {
  let idp: TestIdp;
  let broker: Broker;
  let management: string;
  beforeAll(async () => {
    const clock = createTestClock();
    idp = await startTestIdp({ clock });
    broker = await startBroker({ clock, tenant: connectionOf(idp) });
    management = await getManagementToken(broker);
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });
  let user: string;
  beforeEach(async () => {
    user = await signInShortly(broker, idp);
  });

  test('R-22: a refresh that cannot begin is 503, and costs the grant nothing', async () => {
    const holder = new DatabaseSync(broker.config.databaseUrl.replace(/^sqlite:/, ''));
    holder.exec('begin immediate');
    try {
      const { status, headers } = await readManagement(broker, user, management);
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    } finally {
      holder.exec('rollback');
      holder.close();
    }
    expect(idp.requests('token')).toHaveLength(0);
    const { body } = await readManagement(broker, user, management);
    const [identity] = body.identities as Record<string, unknown>[];
    expect(identity?.access_token).toBeTypeOf('string');
  });
});
