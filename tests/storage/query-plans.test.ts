import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { removeOldLogs } from '../../src/logs/index.ts';
import {
  deleteClientCredential,
  listClientCredentials,
  removeExpiredRows,
  removeLimitWindows,
  setClientCredentialExpiry,
  spendId,
} from '../../src/storage/index.ts';
import { forgetConnection, tidyGrants } from '../../src/vault/index.ts';
import {
  type Broker,
  createBrowser,
  getManagementToken,
  getTokens,
  oidcConnection,
  postToken,
  readManagement,
  signIn,
  startBroker,
  tenantFile,
  webCredentials,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { pathOf } from './set-up.ts';

/** Read whole into memory, and small by nature. */
const configuration = [
  'tenant',
  'connections',
  'connection_clients',
  'signing_keys',
  'sealing_keys',
  'sealing_nodes',
  'resource_servers',
  'clients',
  'forgotten_connections',
  'webhooks',
];

describe('query plans', () => {
  const statements = new Set<string>();
  let idp: TestIdp;
  let broker: Broker;
  let database: DatabaseSync;

  beforeAll(async () => {
    idp = await startTestIdp();
    // Every statement that SQLite is given from here on, whoever made it.
    const { prepare } = DatabaseSync.prototype;
    const spy = vi.spyOn(DatabaseSync.prototype, 'prepare').mockImplementation(function spied(this: DatabaseSync, sql) {
      statements.add(sql);
      return prepare.call(this, sql);
    });
    broker = await startBroker({
      tenant: tenantFile(oidcConnection('con1', idp)).replace(
        "'read:clients']",
        "'read:logs', 'read:stats', 'update:users', 'delete:users']",
      ),
    });
    statements.clear();
    await exerciseEverything();
    spy.mockRestore();
    database = new DatabaseSync(pathOf(broker.config.databaseUrl), { readOnly: true });
  });
  afterAll(async () => {
    database.close();
    await broker.close();
    await idp.close();
  });

  /** The sign-in, token and users paths, with their detours. */
  async function exerciseEverything() {
    const browser = createBrowser();
    const offline = { scope: 'openid profile email offline_access' };
    const tokens = await getTokens(broker, offline, browser);
    await getTokens(broker, { ...offline, prompt: 'login' }, browser);
    broker.clock.advance(120_000);
    await signIn(broker, { prompt: 'none' }, browser);
    await browser.follow(`${broker.url}/authorize?client_id=web&response_type=code&prompt=login`, 'http://127.0.0.1:9');
    await postToken(broker, {
      grant_type: 'refresh_token',
      ...webCredentials,
      refresh_token: `${tokens.refresh_token}`,
    });
    await fetch(`${broker.url}/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    const management = await getManagementToken(broker);
    for (const path of [
      '/users/oidc%7Ccon1%7Cvera',
      '/users?include_totals=true',
      '/users?sort=created_at:-1&per_page=2',
      '/users?sort=email:1',
      '/users-by-email?email=vera@example.com',
      '/logs?include_totals=true',
      '/logs?sort=date:1&page=1&per_page=2',
      `/logs?q=${encodeURIComponent('type:(s OR f) AND client_id:web OR connection:con1 AND ip:127.0.0.1 AND date:[2020-01-01 TO *]')}`,
      '/logs?take=2',
      '/logs?from=1&take=2',
      '/users/oidc%7Ccon1%7Cvera/logs?include_totals=true',
      '/stats/active-users',
      '/stats/daily',
    ]) {
      expect((await readManagement(broker, path, management)).status).toBe(200);
    }
    await fetch(`${broker.url}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ ...webCredentials, token: String(tokens.refresh_token) }),
    });
    await browser.get(`${broker.url}/v2/logout?client_id=web`);
    await exerciseExtensions();
    await exerciseLinking(management);
    await exerciseExports(management);
    await exerciseForgetting(management);
    await removeExpiredRows(broker.app.tenant.store.db, broker.clock.now());
    await removeLimitWindows(broker.app.tenant.store.db, broker.clock.now());
    await removeOldLogs(broker.app.tenant);
  }

  /** Somebody is linked to the user, signs in so, and is unlinked again. */
  async function exerciseLinking(management: string) {
    const max = { connection: 'con1', login_hint: 'max' };
    await signIn(broker, max);
    const path = '/users/oidc%7Ccon1%7Cvera/identities';
    const linked = await fetch(`${broker.url}/api/v2${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${management}` },
      body: new URLSearchParams({ provider: 'oidc', user_id: 'con1|max' }),
    });
    expect(linked.status).toBe(201);
    await signIn(broker, max);
    const unlinked = await fetch(`${broker.url}/api/v2${path}/oidc/con1%7Cmax`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${management}` },
    });
    expect(unlinked.status).toBe(200);
  }

  /** A request is pushed and fetched, an id is spent, keys of a client are looked up and changed. */
  async function exerciseExtensions() {
    const { db } = broker.app.tenant.store;
    const pushed = await fetch(`${broker.url}/oauth/par`, {
      method: 'POST',
      body: new URLSearchParams({ ...webCredentials, redirect_uri: 'http://127.0.0.1:9/cb', response_type: 'code' }),
    });
    const { request_uri } = (await pushed.json()) as { request_uri: string };
    const visit = new URLSearchParams({ client_id: 'web', request_uri });
    expect((await fetch(`${broker.url}/authorize?${visit}`, { redirect: 'manual' })).status).toBe(302);
    expect(await spendId(db, 'an id', 0)).toBe(true);
    await listClientCredentials(db, 'web');
    await setClientCredentialExpiry(db, 'web', 'cred_none', { expiresAt: null, now: 0 });
    await deleteClientCredential(db, 'web', 'cred_none');
  }

  /** Everybody is exported to a file, and those of one connection. */
  async function exerciseExports(management: string) {
    const { connection_id } = await broker.app.tenant.store.db
      .selectFrom('connections')
      .selectAll()
      .executeTakeFirstOrThrow();
    for (const body of [{}, { connection_id, limit: 1 }]) {
      const started = await fetch(`${broker.url}/api/v2/jobs/users-exports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${management}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const { id } = (await started.json()) as { id: string };
      await broker.app.userExports.run();
      const { location } = (await readManagement(broker, `/jobs/${id}`, management)).body;
      expect((await fetch(String(location))).status).toBe(200);
    }
  }

  /** A grant is taken back, a connection forgotten, a user deleted, and what is left of them tidied up. */
  async function exerciseForgetting(management: string) {
    const { vault, tenant, revocations } = broker.app;
    const send = (method: string, path: string) =>
      fetch(`${broker.url}/api/v2${path}`, { method, headers: { authorization: `Bearer ${management}` } });
    expect((await send('DELETE', '/users/oidc%7Ccon1%7Cvera/idp-grants/oidc/con1%7Cvera')).status).toBe(204);
    for (const query of ['', '?state=pending', '?take=1']) {
      expect((await send('GET', `/idp-revocations${query}`)).status).toBe(200);
    }
    idp.behave({ faults: { revoke: { kind: 'answer', status: 503, times: 1 } } });
    await revocations.run();
    broker.clock.advance(120_000);
    await revocations.run();
    await signIn(broker, { prompt: 'login' });
    const { connection_id } = await tenant.store.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow();
    await forgetConnection(vault, connection_id);
    await tidyGrants(vault);
    expect((await send('DELETE', '/users/oidc%7Ccon1%7Cvera')).status).toBe(204);
  }

  test('every query of the sign-in, token and users paths finds its rows by an index', () => {
    // The paths were walked: these tables were all touched.
    for (const table of [
      'users',
      'identities',
      'idp_tokens',
      'sessions',
      'authorizations',
      'refresh_tokens',
      'pushed_requests',
      'used_ids',
      'jobs',
      'job_parts',
    ]) {
      expect([...statements].some((sql) => sql.includes(`"${table}"`))).toBe(true);
    }
    expect(statements.size).toBeGreaterThan(30);
    const slow: string[] = [];
    for (const sql of statements) {
      for (const { detail } of database.prepare(`explain query plan ${sql}`).all() as { detail: string }[]) {
        const scanned = /^SCAN (?!\d+-ROW VALUES)(\w+)/.exec(detail)?.[1];
        // Counting everybody reads everybody, of the smallest index.
        const counts = scanned === 'users' && sql.startsWith('select count(*)') && detail.includes('COVERING INDEX');
        // Rows of a parameter.
        if (scanned === 'json_each') continue;
        const sorts =
          detail === 'USE TEMP B-TREE FOR ORDER BY' && !configuration.some((name) => sql.includes(`"${name}"`));
        // Pages are read along the index of their order.
        const pages =
          ['users', 'idp_revocations', 'tenant_logs', 'token_reads'].includes(scanned ?? '') &&
          /order by .* limit/.test(sql) &&
          // The rows of token_reads lie in the order of its key.
          (/USING INDEX/.test(detail) || /order by "token_reads"."log_id" (?:asc|desc) limit/.test(sql));
        // Counted only so far.
        const bounded = / limit \?\) as "counted"$/.test(sql);
        if ((scanned && !counts && !pages && !bounded && !configuration.includes(scanned)) || sorts)
          slow.push(`${detail}: ${sql}`);
      }
    }
    expect(slow).toEqual([]);
  });

  test('every foreign key can be followed backwards by an index, so that deleting a row reads no whole table', () => {
    const list = (pragma: string, of: string) =>
      database.prepare(`select * from ${pragma}(?)`).all(of) as Record<string, string>[];
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    const followed = tables.flatMap(({ name }) => {
      const led = new Set(
        list('pragma_index_list', name).map((index) => list('pragma_index_info', index.name ?? '')[0]?.name),
      );
      return list('pragma_foreign_key_list', name).map(
        ({ from }) => `${name}.${from} ${led.has(from) ? 'led' : 'scanned'}`,
      );
    });
    expect(followed.length).toBeGreaterThan(8);
    expect(followed.filter((entry) => entry.endsWith('scanned'))).toEqual([]);
  });
});
