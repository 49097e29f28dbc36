import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/storage/index.ts';
import { findClient, readSettings, type Tenant } from '../../src/tenant/index.ts';
import { apply, createTestClock, createTestKeyring, type Database, databases, openTestTenant } from './set-up.ts';

describe.each(databases)('two nodes on one $kind database', ({ create }) => {
  const clock = createTestClock();
  const keyring = createTestKeyring();
  let database: Database;
  let one: { tenant: Tenant; store: Store };
  let two: { tenant: Tenant; store: Store };

  beforeAll(async () => {
    database = await create();
    one = await openTestTenant(database.url, { keyring, clock });
    two = await openTestTenant(database.url, { keyring, clock });
  });
  afterAll(async () => {
    await Promise.all([one.store.close(), two.store.close()]);
    await database.remove();
  });

  test('a change by one is seen by the other when half a second has passed, and not asked for before', async () => {
    await apply(one.tenant, 'tenant: { friendly_name: before }\nclients: [{ name: a, client_id: a }]');
    clock.advance(500);
    expect((await readSettings(two.tenant)).friendly_name).toBe('before');
    expect(await findClient(two.tenant, 'b')).toBeUndefined();

    await apply(one.tenant, 'tenant: { friendly_name: after }\nclients: [{ name: b, client_id: b }]');
    expect((await readSettings(one.tenant)).friendly_name).toBe('after');
    clock.advance(499);
    expect((await readSettings(two.tenant)).friendly_name).toBe('before');
    clock.advance(1);
    expect((await readSettings(two.tenant)).friendly_name).toBe('after');
    expect((await findClient(two.tenant, 'b'))?.settings.name).toBe('b');
  });

  test('a clock that was set back does not keep old configuration alive', async () => {
    await readSettings(two.tenant);
    await apply(one.tenant, 'tenant: { friendly_name: newest }');
    clock.advance(-3_600_000);
    expect((await readSettings(two.tenant)).friendly_name).toBe('newest');
  });
});
