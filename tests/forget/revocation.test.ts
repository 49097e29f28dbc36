import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listIdentities } from '../../src/storage/index.ts';
import { revokeGrants, runRevocations } from '../../src/vault/index.ts';
import { configure, databaseKinds, oidcConnection } from '../broker/index.ts';
import { type Fault, startTestIdp } from '../idps/index.ts';
import { facebookConnection, githubConnection, type Place, startPlace, tenantOf, userPath } from './set-up.ts';

const day = 86_400_000;

describe.each(databaseKinds)('revoking at the IdP, on %s', (database) => {
  let place: Place;

  beforeAll(async () => {
    place = await startPlace(database);
  });
  afterAll(() => place.close());
  beforeEach(() => {
    place.idp.reset();
    place.idp.behave({ refreshTokens: 'always', accessTokenLifetime: 600 });
  });

  const failing = (fault: Fault & { times?: number }) => place.idp.behave({ faults: { revoke: fault } });
  const revoke = (user: string) =>
    place.send('DELETE', `${userPath(user)}/idp-grants/oidc/${user.split('|', 2)[1]}%7C${user.split('|')[2]}`);

  test('CL-17: an explicit call takes the grant back, and the identity stays', async () => {
    const user = await place.newUser();
    const before = await place.identityOf(user);
    expect((await revoke(user)).status).toBe(204);
    expect(await place.identityOf(user)).toEqual({
      connection: 'con1',
      provider: 'oidc',
      user_id: before.user_id,
      isSocial: false,
      token_problem: { state: 'needs_reauthorization', reason: 'revoked_by_operator' },
    });
    expect(await place.healthOf(user)).toMatchObject({
      state: 'revoked',
      reason: 'revoked_by_operator',
      refreshable: false,
      since: expect.any(String),
    });
    await place.work();
    expect(place.idp.requests('revoke').map(({ params }) => params.token)).toEqual([before.refresh_token]);
    expect((await revoke(user)).status).toBe(204);
    expect(await place.revocationsOf(user)).toHaveLength(1);
  });

  test('a sign-in afterwards makes a new grant, with the scopes of this sign-in alone', async () => {
    const user = await place.newUser({ connection_scope: 'calendar' });
    await revoke(user);
    await place.work();
    await place.signInAgain(user);
    expect(await place.healthOf(user)).toMatchObject({ state: 'active', scopes: { missing: [] } });
    expect((await place.identityOf(user)).access_token).toBeTypeOf('string');
  });

  test('what is not there is 404', async () => {
    const user = await place.newUser();
    expect((await place.send('DELETE', `${userPath('oidc|con1|x')}/idp-grants/oidc/con1%7Cx`)).status).toBe(404);
    expect((await place.send('DELETE', `${userPath(user)}/idp-grants/github/1`)).status).toBe(404);
    expect((await place.healthOf(user)).state).toBe('active');
  });

  test.each<[string, Fault]>([
    ['a server error', { kind: 'answer', status: 500 }],
    ['rate limiting', { kind: 'answer', status: 429 }],
    ['a reset', { kind: 'reset' }],
    ['a refused client', { kind: 'error', error: 'invalid_client', status: 401 }],
    ['a redirect', { kind: 'redirect', to: 'http://127.0.0.1:9/' }],
  ])('CL-17: %s is tried again, later and later', async (_what, fault) => {
    const user = await place.newUser();
    failing({ ...fault, times: 2 });
    await revoke(user);
    await place.work();
    expect((await place.revocationsOf(user))[0]).toMatchObject({ state: 'pending', attempts: 1 });
    place.broker.clock.advance(30_000);
    await place.work();
    expect(place.idp.requests('revoke')).toHaveLength(1);
    place.broker.clock.advance(40_000);
    await place.work();
    expect((await place.revocationsOf(user))[0]).toMatchObject({ state: 'pending', attempts: 2 });
    place.broker.clock.advance(400_000);
    await place.work();
    expect((await place.revocationsOf(user))[0]).toMatchObject({ state: 'done', attempts: 3 });
    expect(place.idp.requests('revoke')).toHaveLength(3);
  });

  test('CL-17: Retry-After of the IdP is kept', async () => {
    const user = await place.newUser();
    failing({ kind: 'answer', status: 503, headers: { 'retry-after': '7200' }, times: 1 });
    await revoke(user);
    await place.work();
    place.broker.clock.advance(7_000_000);
    await place.work();
    expect(await place.outcomeOf(user)).toBe('pending: idp_unreachable');
    place.broker.clock.advance(300_000);
    await place.work();
    expect(await place.outcomeOf(user)).toBe('done: revoked');
  });

  test('CL-17: an IdP that never answers well is tried eight times in about a day, then it is said so', async () => {
    const user = await place.newUser();
    failing({ kind: 'answer', status: 500 });
    await revoke(user);
    const start = place.broker.clock.now();
    while ((await place.outcomeOf(user)) !== 'failed: idp_unreachable') {
      await place.work();
      place.broker.clock.advance(900_000);
    }
    const over = place.broker.clock.now();
    expect(over - start).toBeGreaterThan(0.8 * day);
    expect(over - start).toBeLessThan(1.2 * day);
    expect((await place.revocationsOf(user))[0]).toMatchObject({
      state: 'failed',
      attempts: 8,
      outcome: 'idp_unreachable',
    });
    expect(place.idp.requests('revoke')).toHaveLength(8);
    const { db } = place.broker.app.tenant.store;
    const left = await db.selectFrom('idp_revocations').select('sealed').where('user_id', '=', user).execute();
    expect(left).toEqual([{ sealed: null }]);
  });

  test('CL-17: an IdP that does not know the token has nothing left to revoke', async () => {
    const user = await place.newUser();
    failing({ kind: 'error', error: 'invalid_token', status: 400 });
    await revoke(user);
    await place.work();
    expect(await place.outcomeOf(user)).toBe('done: unknown_token');
  });

  test('CL-17: an IdP without a way is said to be one, and the grant is erased here', async () => {
    const silent = await startTestIdp();
    const metadata = { revocation_endpoint: undefined };
    silent.behave({ metadata });
    const other = await startPlace(database, (name) => oidcConnection(name, silent));
    try {
      const user = await other.newUser();
      await other.send('DELETE', userPath(user));
      await other.work();
      expect(await other.outcomeOf(user)).toBe('not_supported: not_supported');
      expect((await other.revocationsOf(user))[0]).toMatchObject({ state: 'not_supported', attempts: 1 });
    } finally {
      await other.close();
      await silent.close();
    }
  });

  test('without a refresh token the access token is revoked; when that is over there is nothing to do', async () => {
    place.idp.behave({ refreshTokens: 'never' });
    const [early, late] = [await place.newUser(), await place.newUser()];
    const { access_token } = await place.identityOf(early);
    await revoke(early);
    await place.work();
    expect(place.idp.requests('revoke')[0]?.params).toMatchObject({
      token: access_token,
      token_type_hint: 'access_token',
    });
    place.broker.clock.advance(700_000);
    await revoke(late);
    expect(await place.revocationsOf(late)).toEqual([]);
    expect((await place.healthOf(late)).state).toBe('revoked');
  });

  test('an IdP that is unwell is asked a few times, not once for everybody; then everybody has a turn', async () => {
    const users: string[] = [];
    while (users.length < 20) users.push(await place.newUser());
    failing({ kind: 'answer', status: 503 });
    const { vault, tenant } = place.broker.app;
    await tenant.store.transaction(async (db) => {
      const identities = await listIdentities(db, users);
      const ids = [...identities.values()].flat().map(({ identityId }) => identityId);
      await revokeGrants(vault, db, ids, 'test');
    });
    await place.work();
    expect(place.idp.requests('revoke').length).toBeLessThanOrEqual(8);
    place.idp.behave({ faults: {} });
    place.broker.clock.advance(120_000);
    await place.work();
    for (const user of users) expect(await place.outcomeOf(user)).toBe('done: revoked');
  });

  test('two workers at once revoke each grant once', async () => {
    const users: string[] = [];
    while (users.length < 20) users.push(await place.newUser());
    for (const user of users) await revoke(user);
    const { vault } = place.broker.app;
    await Promise.all([runRevocations(vault), runRevocations(vault), runRevocations(vault), place.work()]);
    expect(place.idp.requests('revoke')).toHaveLength(20);
    expect(new Set(place.idp.requests('revoke').map(({ params }) => params.token)).size).toBe(20);
  });

  test('a worker that died with a claim leaves it to the next, a minute later', async () => {
    const user = await place.newUser();
    const { clock } = place.broker;
    const { vault, tenant } = place.broker.app;
    await tenant.store.transaction(async (db) => {
      const [identity] = (await listIdentities(db, [user])).get(user) ?? [];
      await revokeGrants(vault, db, [identity!.identityId], 'test');
      // What a claim leaves behind when its process is killed.
      await db
        .updateTable('idp_revocations')
        .set({ attempts: 1, next_attempt_at: clock.now() + 60_000, last_attempt_at: clock.now() })
        .where('user_id', '=', user)
        .execute();
    });
    await place.work();
    expect(place.idp.requests('revoke')).toHaveLength(0);
    clock.advance(61_000);
    await place.work();
    expect(await place.outcomeOf(user)).toBe('done: revoked');
  });

  test('T-E20: a connection that was pointed elsewhere gets no token of before', async () => {
    const elsewhere = await startTestIdp();
    try {
      const user = await place.newUser();
      failing({ kind: 'answer', status: 503 });
      await revoke(user);
      await place.work();
      await configure(place.broker.app, tenantOf(oidcConnection('con1', elsewhere)));
      place.broker.clock.advance(120_000);
      await place.work();
      expect(await place.outcomeOf(user)).toBe('failed: connection_changed');
      expect(elsewhere.log).toEqual([]);
    } finally {
      await configure(place.broker.app, tenantOf(oidcConnection('con1', place.idp)));
      place.broker.clock.advance(1_000);
      await elsewhere.close();
    }
  });

  test('T-E20: nor does a revocation endpoint that was set to another host', async () => {
    const elsewhere = await startTestIdp();
    try {
      const user = await place.newUser();
      const moved = oidcConnection('con1', place.idp).replace(
        /( *)issuer: .*\n/,
        (line, indent) => `${line}${indent}revocation_endpoint: ${elsewhere.endpoints.revocation_endpoint}\n`,
      );
      expect(moved).toContain(elsewhere.url);
      await configure(place.broker.app, tenantOf(moved));
      place.broker.clock.advance(1_000);
      await revoke(user);
      await place.work();
      expect(await place.outcomeOf(user)).toBe('pending: connection_misconfigured');
      expect(elsewhere.log).toEqual([]);
    } finally {
      await configure(place.broker.app, tenantOf(oidcConnection('con1', place.idp)));
      place.broker.clock.advance(2 * day);
      await place.work();
      await elsewhere.close();
    }
  });

  test('the list is paged, filtered by state, and closed to those without read:logs', async () => {
    for (let more = 0; more < 3; more += 1) await revoke(await place.newUser());
    await place.work();
    const first = (await place.send('GET', '/idp-revocations?take=2&state=done')).body;
    const page = first.idp_revocations as { id: string; created_at: string }[];
    expect(page).toHaveLength(2);
    const second = (await place.send('GET', `/idp-revocations?take=2&state=done&from=${first.next}`)).body;
    const ids = [...page, ...(second.idp_revocations as { id: string }[])].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(ids).toEqual([...ids].sort().reverse());
    expect((await place.send('GET', '/idp-revocations?from=x')).status).toBe(400);
    expect((await place.send('GET', '/idp-revocations?state=lost')).status).toBe(400);
  });
});

describe.each(databaseKinds)("the providers' own ways, on %s", (database) => {
  test("CL-17: GitHub's: the client deletes the grant, with an access token that lives", async () => {
    const place = await startPlace(database, githubConnection);
    try {
      place.idp.behave({ tokenAnswer: { expires_in: undefined } });
      const user = await place.newUser();
      const { access_token } = await place.identityOf(user);
      await place.send('DELETE', userPath(user));
      await place.work();
      expect(await place.outcomeOf(user)).toBe('done: revoked');
      const [request] = place.idp.requests('api');
      expect(request).toMatchObject({
        method: 'DELETE',
        path: `/api/applications/${place.idp.clientId}/grant`,
        params: { access_token },
      });
      expect(request?.headers.authorization).toMatch(/^Basic /);
    } finally {
      await place.close();
    }
  });

  test('CL-17: an access token that died in the queue is renewed first, and the renewal is kept', async () => {
    const place = await startPlace(database, githubConnection);
    try {
      place.idp.behave({ refreshTokens: 'always', rotate: true, accessTokenLifetime: 600 });
      const user = await place.newUser();
      await place.send('DELETE', userPath(user));
      place.idp.behave({ faults: { api: { kind: 'answer', status: 502, times: 2 } } });
      await place.work();
      place.broker.clock.advance(700_000);
      // Renewed, then refused again: the next attempt starts from what the renewal brought.
      await place.work();
      expect(await place.outcomeOf(user)).toBe('pending: idp_unreachable');
      place.broker.clock.advance(700_000);
      await place.work();
      expect(await place.outcomeOf(user)).toBe('done: revoked');
      const refreshes = place.idp.requests('token').filter(({ params }) => params.grant_type === 'refresh_token');
      expect(refreshes).toHaveLength(2);
      expect(new Set(refreshes.map(({ params }) => params.refresh_token)).size).toBe(2);
    } finally {
      await place.close();
    }
  });

  test("CL-17: Facebook's: the user's own token takes the permissions away", async () => {
    const place = await startPlace(database, facebookConnection);
    try {
      const user = await place.newUser();
      const { access_token } = await place.identityOf(user);
      await place.send('DELETE', userPath(user));
      await place.work();
      expect(await place.outcomeOf(user)).toBe('done: revoked');
      const [request] = place.idp.requests('api');
      expect(request).toMatchObject({ method: 'DELETE', path: `/api/${user.split('|')[1]}/permissions` });
      expect(request?.headers.authorization).toBe(`Bearer ${access_token}`);
    } finally {
      await place.close();
    }
  });

  test('CL-17: a grant that the IdP does not know any more is done with', async () => {
    for (const connection of [githubConnection, facebookConnection]) {
      const place = await startPlace(database, connection);
      try {
        const user = await place.newUser();
        place.idp.revoke(String((await place.identityOf(user)).access_token));
        await place.send('DELETE', userPath(user));
        await place.work();
        expect(await place.outcomeOf(user)).toBe('done: unknown_token');
      } finally {
        await place.close();
      }
    }
  });
});
