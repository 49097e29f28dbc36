import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configure, databaseKinds, getManagementToken, getTokens, other, postToken } from '../broker/index.ts';
import { pathOf } from '../storage/set-up.ts';
import { identityOf, type ReadLogWorld, startWorld, tenantOf } from './set-up.ts';

interface Shown {
  log_id: string;
  date: string;
  type: string;
  client_id: string;
  user_id: string;
  connection: string;
  fingerprints: { access_token?: string };
  details: { accessedSecrets: string[] };
}

describe.each(databaseKinds)('who read what, over HTTP, on %s', (database) => {
  let world: ReadLogWorld;
  let strangerToken: string;
  const users: string[] = [];
  let start: number;
  const hour = 3_600_000;

  beforeAll(async () => {
    world = await startWorld(database);
    const stranger = `
  - client_id: other
    audience: https://tenant.auth0.com/api/v2/
    scope: ['read:users', 'read:user_idp_tokens']`;
    await configure(world.broker.app, tenantOf(world.idp) + stranger);
    const { body } = await postToken(world.broker, {
      ...{ grant_type: 'client_credentials', client_id: other.id, client_secret: other.secret },
      audience: `${world.broker.issuer}api/v2/`,
    });
    strangerToken = String(body.access_token);
    // Long-lived tokens: time passes here without refreshes.
    world.idp.behave({ accessTokenLifetime: 1_000_000 });
    for (const connection of ['con1', 'con1', 'con2']) users.push(await world.newUser(connection));
    start = world.broker.clock.now();
    for (let round = 0; round < 4; round += 1) {
      for (const user of users) expect((await world.read(user)).status).toBe(200);
      await world.ask(`/users/${encodeURIComponent(users[0]!)}`, {}, strangerToken);
      world.broker.clock.advance(hour);
    }
  });
  afterAll(() => world.close());

  async function list(query: Record<string, string> = {}) {
    const { status, body } = await world.ask(`/idp-token-reads?${new URLSearchParams(query)}`);
    expect(status).toBe(200);
    return body as unknown as { reads: Shown[]; next?: string };
  }
  const at = (hours: number) => new Date(start + hours * hour - 60_000).toISOString();

  test('V-14: everything, the oldest first, in Auth0’s words', async () => {
    const { reads, next } = await list();
    expect(next).toBeUndefined();
    expect(reads).toHaveLength(16);
    expect(reads.map(({ log_id }) => log_id)).toEqual(reads.map(({ log_id }) => log_id).toSorted());
    expect(reads[0]).toMatchObject({
      ...{ type: 'mgmt_api_read', client_id: 'm2m', user_id: users[0], connection: 'con1' },
      details: { accessedSecrets: ['identities[0].access_token'] },
    });
  });

  test('V-14: which tokens a client saw since a moment is one call', async () => {
    expect((await list({ client_id: 'other' })).reads).toHaveLength(4);
    expect((await list({ client_id: 'm2m', since: at(2) })).reads).toHaveLength(6);
    expect((await list({ client_id: 'm2m', since: at(1), until: at(2) })).reads).toHaveLength(3);
    expect((await list({ client_id: 'nobody' })).reads).toEqual([]);
    expect((await list({ since: '2000-01-01', until: '2000-01-02' })).reads).toEqual([]);
  });

  test('V-14: by user, by connection and by the fingerprint of a token', async () => {
    expect((await list({ user_id: users[1]! })).reads).toHaveLength(4);
    expect((await list({ connection: 'con2' })).reads).toHaveLength(4);
    const { fingerprints } = (await list({ user_id: users[0]! })).reads[0]!;
    const found = (await list({ fingerprint: fingerprints.access_token! })).reads;
    expect(found).toHaveLength(8);
    expect(new Set(found.map(({ user_id }) => user_id))).toEqual(new Set([users[0]]));
    expect((await list({ fingerprint: fingerprints.access_token!, client_id: 'other' })).reads).toHaveLength(4);
  });

  test('V-14: pages by checkpoint hold everything once, also when entries are added meanwhile', async () => {
    const seen: string[] = [];
    let from: string | undefined;
    do {
      const page = await list({ take: '5', until: at(4), ...(from !== undefined && { from }) });
      seen.push(...page.reads.map(({ log_id }) => log_id));
      from = page.next;
      await world.read(users[2]!);
    } while (from !== undefined);
    expect(seen).toHaveLength(16);
    expect(new Set(seen).size).toBe(16);
  });

  test.each(['take=0', 'take=101', 'from=x', 'since=tuesday', 'colour=red', 'client_id='])(
    'a query with %s is refused',
    async (query) => {
      expect((await world.ask(`/idp-token-reads?${query}`)).body).toMatchObject({
        statusCode: 400,
        errorCode: 'invalid_query_string',
      });
    },
  );

  test('V-14: without read:logs nobody sees the log, and without update:users nobody revokes by it', async () => {
    const token = await getManagementToken(world.broker, 'read:users read:user_idp_tokens');
    expect((await world.ask('/idp-token-reads', {}, token)).status).toBe(403);
    const body = JSON.stringify({ client_id: 'm2m', since: '2000-01-01' });
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    expect((await world.ask('/idp-token-reads/revoke', init, token)).status).toBe(403);
  });

  async function revoke(body: object) {
    return world.ask('/idp-token-reads/revoke', {
      ...{ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    });
  }

  test('V-14: revoking what a client saw takes exactly the grants whose present tokens it saw', async () => {
    world.idp.behave({ accessTokenLifetime: 600 });
    const [seen, unseen, early, renewed] = [
      await world.newUser(),
      await world.newUser(),
      await world.newUser(),
      await world.newUser(),
    ] as const;
    const asStranger = (user: string) => world.ask(`/users/${encodeURIComponent(user)}`, {}, strangerToken);
    await asStranger(early);
    world.broker.clock.advance(1_000);
    const since = new Date(world.broker.clock.now()).toISOString();
    await asStranger(seen);
    await asStranger(renewed);
    await world.read(unseen);
    // The user signs in again: what the stranger saw is not what the grant holds now.
    world.idp.behave({ user: renewed.split('|').at(-1)! });
    await getTokens(world.broker, { prompt: 'login' });
    const answer = await revoke({ client_id: 'other', since });
    expect(answer).toMatchObject({ status: 200, body: { revoked: 1 } });
    const tokens = await Promise.all(
      [seen, unseen, early, renewed].map(async (user) => identityOf((await world.read(user)).body)),
    );
    expect(tokens.map(({ access_token }) => typeof access_token)).toEqual(['undefined', 'string', 'string', 'string']);
    expect((await revoke({ client_id: 'other', since })).body).toEqual({ revoked: 0 });
  });

  test('a revocation that does not say since when, or of whom, is refused', async () => {
    expect((await revoke({ client_id: 'other' })).status).toBe(400);
    expect((await revoke({ since: '2026-01-01' })).status).toBe(400);
  });
});

test('V-14: every query of the log finds its rows by an index', async () => {
  const world = await startWorld('sqlite');
  try {
    const statements = new Set<string>();
    const { prepare } = DatabaseSync.prototype;
    DatabaseSync.prototype.prepare = function spied(this: DatabaseSync, sql) {
      statements.add(sql);
      return prepare.call(this, sql);
    };
    try {
      const user = await world.newUser('con1');
      await world.read(user);
      const query = { client_id: 'm2m', user_id: user, connection: 'con1', fingerprint: 'f' };
      for (const [name, value] of Object.entries(query)) {
        await world.ask(`/idp-token-reads?${name}=${encodeURIComponent(value)}&since=2026-01-01&from=1`);
      }
      await world.ask('/idp-token-reads');
      const body = JSON.stringify({ client_id: 'm2m', since: '2000-01-01' });
      const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
      expect((await world.ask('/idp-token-reads/revoke', init)).status).toBe(200);
    } finally {
      DatabaseSync.prototype.prepare = prepare;
    }
    const database = new DatabaseSync(pathOf(world.broker.config.databaseUrl), { readOnly: true });
    const about = [...statements].filter((sql) => sql.includes('"token_reads"') || sql.includes('"token_read_slots"'));
    // Everything, in the order of the log, is read along the key.
    const searched = about.filter((sql) => sql.startsWith('select') && sql.includes(' where '));
    const plans = searched.flatMap((sql) =>
      (database.prepare(`explain query plan ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail),
    );
    database.close();
    expect(searched.length).toBeGreaterThan(4);
    expect(plans.filter((plan) => /^SCAN token_read/.test(plan))).toEqual([]);
  } finally {
    await world.close();
  }
});
