import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fingerprintToken } from '../../src/vault/index.ts';
import { configure, databaseKinds, getManagementToken, m2m } from '../broker/index.ts';
import { countTokens, identityOf, type ReadLogWorld, startWorld, tenantOf } from './set-up.ts';

describe.each(databaseKinds)('the log of token reads, on %s', (database) => {
  let world: ReadLogWorld;
  beforeAll(async () => {
    world = await startWorld(database);
  });
  afterAll(() => world.close());

  const fingerprint = (token: unknown) => fingerprintToken(world.broker.app.tenant.hash, String(token));

  /** What a piece of work added to the log. */
  async function added<T>(work: () => Promise<T>) {
    const before = (await world.entries()).length;
    const result = await work();
    return { result, entries: (await world.entries()).slice(before) };
  }

  test('V-14: an entry says who read what, when, why, in which request, and which token it was', async () => {
    const user = await world.newUser();
    const { result, entries } = await added(() => world.read(user));
    const { access_token } = identityOf(result.body);
    expect(entries).toEqual([
      {
        logId: expect.stringMatching(/^\d{30}$/),
        time: expect.closeTo(world.broker.clock.now(), -5),
        ...{ node: 1, sequence: expect.any(Number), clientId: m2m.id, userId: user, connection: 'con1' },
        ...{ identityId: expect.any(String), provider: 'oidc', scopes: ['openid', 'profile', 'email'] },
        ...{ freshness: 'stored', request_id: expect.stringMatching(/.{8}/) },
        key_id: world.broker.config.keyring.current.id,
        accessedSecrets: ['identities[0].access_token'],
        fingerprints: { access_token: fingerprint(access_token) },
      },
    ]);
  });

  test('V-14: a refresh before the answer is told, and gives another fingerprint', async () => {
    const user = await world.newUser();
    const first = await added(() => world.read(user));
    world.broker.clock.advance(580_000);
    const second = await added(() => world.read(user));
    expect([first, second].map(({ entries }) => entries[0]?.freshness)).toEqual(['stored', 'fresh']);
    expect(second.entries[0]?.fingerprints.access_token).toBe(fingerprint(identityOf(second.result.body).access_token));
    expect(second.entries[0]?.fingerprints).not.toEqual(first.entries[0]?.fingerprints);
  });

  test('V-14: a refresh token that leaves is logged beside the access token', async () => {
    const user = await world.newUser();
    await configure(world.broker.app, tenantOf(world.idp, { refresh_tokens_as_auth0: true }));
    const { result, entries } = await added(() => world.read(user));
    await configure(world.broker.app, tenantOf(world.idp, { refresh_tokens_as_auth0: false }));
    const { access_token, refresh_token } = identityOf(result.body);
    expect(refresh_token).toBeTypeOf('string');
    expect(entries[0]).toMatchObject({
      accessedSecrets: ['identities[0].access_token', 'identities[0].refresh_token'],
      fingerprints: { access_token: fingerprint(access_token), refresh_token: fingerprint(refresh_token) },
    });
  });

  test('V-14: lists, look-ups by e-mail and reads as Auth0 makes them are logged, one entry a grant', async () => {
    const user = await world.newUser();
    const asAuth0 = await added(() => world.read(user, { 'valetkey-idp-tokens': 'as-auth0' }));
    expect(asAuth0.entries.map(({ userId }) => userId)).toEqual([user]);
    const list = await added(() => world.ask('/users?per_page=100'));
    expect(list.entries.length).toBeGreaterThan(1);
    expect(list.entries).toHaveLength(countTokens(list.result.body));
    const { email } = (await world.ask(`/users/${encodeURIComponent(user)}?fields=email`)).body;
    const found = await added(() => world.ask(`/users-by-email?email=${encodeURIComponent(String(email))}`));
    expect(found.entries).toHaveLength(countTokens(found.result.body));
    expect(found.entries.length).toBeGreaterThan(0);
  });

  test('V-14: where no token leaves, nothing is logged', async () => {
    const user = await world.newUser();
    const path = `/users/${encodeURIComponent(user)}`;
    const withoutScope = await getManagementToken(world.broker, 'read:users');
    const silent = await added(async () => {
      await world.ask(path, {}, withoutScope);
      await world.ask(`${path}?fields=email`);
      await world.ask('/users?fields=user_id', {}, withoutScope);
      await world.read('oidc|con1|nobody');
    });
    expect(silent.entries).toEqual([]);
    world.broker.clock.advance(700_000);
    world.idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400, times: 1 } } });
    const dead = await added(() => world.read(user));
    expect(identityOf(dead.result.body).token_problem).toMatchObject({ state: 'needs_reauthorization' });
    expect(dead.entries).toEqual([]);
  });

  test('V-14: 500 reads at once: as many entries as tokens served, in one unbroken chain', async () => {
    const users = [await world.newUser(), await world.newUser()];
    const { result, entries } = await added(() =>
      Promise.all(Array.from({ length: 500 }, (_, index) => world.read(users[index % 2]!))),
    );
    expect(result.every(({ status }) => status === 200)).toBe(true);
    expect(result.reduce((sum, { body }) => sum + countTokens(body), 0)).toBe(500);
    expect(entries).toHaveLength(500);
    expect(new Set(entries.map(({ request_id }) => request_id)).size).toBe(500);
    const [first] = entries;
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => first!.sequence + index));
  });

  test('V-13: entries that come while a commit is under way go together in the next', async () => {
    const user = await world.newUser();
    const { entries } = await added(() => world.read(user));
    const { vault, tenant } = world.broker.app;
    const commit = vi.spyOn(tenant.store, 'commitTogether');
    const { clientId, userId, identityId, connection, provider } = entries[0]!;
    const read = {
      ...{ clientId, userId, identityId, connection, provider, requestId: 'together', scopes: [], index: 0 },
      ...{ accessFingerprint: 'f', refreshFingerprint: null, freshness: 'stored' as const, keyId: 'k' },
    };
    const more = await added(async () => {
      const first = vault.readLog.append([read]);
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all([first, ...Array.from({ length: 199 }, () => vault.readLog.append([read]))]);
    });
    expect(more.entries).toHaveLength(200);
    expect(commit).toHaveBeenCalledTimes(2);
    commit.mockRestore();
  });

  test('T-J01: no token, and nothing that a token could be found from without the key, is in the log', async () => {
    const user = await world.newUser();
    const { access_token } = identityOf((await world.read(user)).body);
    const { db } = world.broker.app.tenant.store;
    const tables = ['token_reads', 'token_read_slots', 'token_read_chains', 'token_read_anchor'] as const;
    const text = JSON.stringify(await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute())));
    expect(text).toContain(user);
    expect(text).not.toContain(String(access_token));
    // A fingerprint may hold these letters too, but does not begin with them after a quote by itself: it has 22 characters.
    expect(text).not.toMatch(/"(?:at|rt)_[^"]{30}|MARKER/);
    expect(world.broker.logged()).not.toContain(String(access_token));
  });
});
