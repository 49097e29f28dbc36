import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  claimRefresh,
  endGrant,
  findIdpTokens,
  listRefreshStates,
  postponeRefresh,
  releaseRefresh,
} from '../../src/storage/index.ts';
import { type Broker, databaseKinds, getTokens, oidcConnection, startBroker, tenantFile } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

const longestWait = 3_600_000;

describe.each(databaseKinds)('the lease of a refresh, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let people = 0;

  beforeAll(async () => {
    idp = await startTestIdp();
    idp.behave({ refreshTokens: 'always' });
    broker = await startBroker({ database, tenant: tenantFile(oidcConnection('con1', idp)) });
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  const db = () => broker.app.tenant.store.db;
  async function newGrant(): Promise<string> {
    people += 1;
    await getTokens(broker, { login_hint: `p${people}` });
    const { identity_id } = await db()
      .selectFrom('identities')
      .select('identity_id')
      .where('subject', '=', `p${people}`)
      .executeTakeFirstOrThrow();
    return identity_id;
  }
  const claim = (identityId: string, more: Partial<Parameters<typeof claimRefresh>[1]> = {}) =>
    claimRefresh(db(), { identityId, version: 1, length: 15_000, now: Date.now(), longestWait, ...more });

  test('R-20: of many that want it at once one gets it, and the next gets another number', async () => {
    const identityId = await newGrant();
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(identityId)));
    const [first, ...others] = claims.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ tookOver: false, record: { version: 1, interrupted: false } });
    await releaseRefresh(db(), { identityId, leaseNumber: first!.number });
    expect(await claim(identityId)).toMatchObject({ number: first!.number + 1, tookOver: false });
  });

  test('R-21: a lease that is over is taken over, which stays known; its former holder changes nothing any more', async () => {
    const identityId = await newGrant();
    const first = (await claim(identityId, { length: 0 }))!;
    const second = (await claim(identityId))!;
    expect(second).toMatchObject({ number: first.number + 1, tookOver: true, record: { interrupted: true } });
    const late = { identityId, leaseNumber: first.number };
    await releaseRefresh(db(), late);
    await postponeRefresh(db(), late, { version: 1, retryAt: Date.now() + 60_000, uncertain: false });
    expect(await endGrant(db(), late, { version: 1, reason: 'invalid_grant', now: Date.now() })).toBe(false);
    expect(await findIdpTokens(db(), identityId)).toMatchObject({ health: 'ok', failures: 0, retryAt: null });
    expect(await claim(identityId)).toBeUndefined();
  });

  test('those that wait see that a lease is over, also when nobody gave it back', async () => {
    const [held, over] = [await newGrant(), await newGrant()];
    await claim(held);
    await claim(over, { length: 0 });
    const states = await listRefreshStates(db(), [held, over, 'nobody'], Date.now());
    expect([...states]).toEqual(
      expect.arrayContaining([
        [held, { version: 1, leased: true }],
        [over, { version: 1, leased: false }],
      ]),
    );
    expect(states.size).toBe(2);
    expect(await listRefreshStates(db(), [], Date.now())).toEqual(new Map());
  });

  test('T-E15: whoever has not seen the last failure does not get the lease either', async () => {
    const identityId = await newGrant();
    const now = Date.now();
    const { number: leaseNumber } = (await claim(identityId))!;
    await postponeRefresh(db(), { identityId, leaseNumber }, { version: 1, retryAt: now + 5_000, uncertain: true });
    expect(await claim(identityId, { now })).toBeUndefined();
    expect(await claim(identityId, { now: now + 5_000 })).toMatchObject({ record: { failures: 1, interrupted: true } });
  });

  test('a failure says nothing of a grant that was written meanwhile', async () => {
    const identityId = await newGrant();
    const { number: leaseNumber } = (await claim(identityId))!;
    await db().updateTable('idp_tokens').set({ version: 2 }).where('identity_id', '=', identityId).execute();
    const failure = { version: 1, retryAt: Date.now() + 60_000, uncertain: true };
    await postponeRefresh(db(), { identityId, leaseNumber }, failure);
    expect(await findIdpTokens(db(), identityId)).toMatchObject({ failures: 0, retryAt: null, interrupted: false });
    expect(await claim(identityId, { version: 2 })).toMatchObject({ tookOver: false });
  });

  test('R-17: what a clock left behind that was set back since holds nobody up', async () => {
    const identityId = await newGrant();
    const now = Date.now();
    const day = 86_400_000;
    const leave = (values: { retry_at?: number; lease_expires_at?: number }) =>
      db().updateTable('idp_tokens').set(values).where('identity_id', '=', identityId).execute();
    await leave({ retry_at: now + day });
    const first = await claim(identityId, { now });
    expect(first).toMatchObject({ tookOver: false });
    await leave({ lease_expires_at: now + day });
    expect(await claim(identityId, { now })).toMatchObject({ tookOver: true });
    // One that is longer than a lease by a moment may be from a clock that was corrected by a moment.
    await leave({ lease_expires_at: now + 16_000 });
    expect(await claim(identityId, { now })).toBeUndefined();
  });
});
