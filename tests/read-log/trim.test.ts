import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trimReadLog, verifyReadLog } from '../../src/vault/index.ts';
import { configure, databaseKinds, getManagementToken } from '../broker/index.ts';
import { type ReadLogWorld, startWorld } from './set-up.ts';

const day = 86_400_000;

describe.each(databaseKinds)('how long the log of token reads is kept, on %s', (database) => {
  let world: ReadLogWorld;
  let user: string;
  beforeAll(async () => {
    world = await startWorld(database, { read_log_days: 30 });
    world.idp.behave({ accessTokenLifetime: 100_000_000 });
    user = await world.newUser();
  });
  afterAll(() => world.close());

  const tenant = () => world.broker.app.tenant;
  const readToday = async (times: number) => {
    const token = await getManagementToken(world.broker);
    for (let number = 0; number < times; number += 1) await world.ask(`/users/${encodeURIComponent(user)}`, {}, token);
  };

  test('V-14: entries older than read_log_days are removed, and the rest still verifies', async () => {
    await readToday(7);
    world.broker.clock.advance(31 * day);
    await readToday(3);
    expect(await trimReadLog(tenant())).toBe(7);
    expect((await world.entries()).map(({ sequence }) => sequence)).toEqual([8, 9, 10]);
    expect(await verifyReadLog(tenant())).toEqual({ entries: 3, nodes: 1, problem: undefined });
    expect(await trimReadLog(tenant())).toBe(0);
    await readToday(1);
    expect((await verifyReadLog(tenant())).problem).toBeUndefined();
  });

  test('V-14: a shorter read_log_days removes nothing of the last thirty days, unless the environment says so', async () => {
    const before = await world.entries();
    await configure(world.broker.app, JSON.stringify({ tenant: { idp_tokens: { read_log_days: 1 } } }));
    world.broker.clock.advance(2 * day);
    expect(await trimReadLog(tenant())).toBe(0);
    expect(await world.entries()).toEqual(before);
    expect(await trimReadLog(tenant(), 1)).toBe(before.length);
    await readToday(4);
  });

  test('V-14: what was tampered with is not tidied away', async () => {
    const { db } = tenant().store;
    world.broker.clock.advance(31 * day);
    await db.updateTable('token_reads').set({ client_id: 'innocent' }).where('sequence', '=', 13).execute();
    await expect(trimReadLog(tenant())).rejects.toThrow('entry 13 of node 1 was changed');
    expect(await world.entries()).toHaveLength(4);
    await db.updateTable('token_reads').set({ client_id: 'm2m' }).where('sequence', '=', 13).execute();
    expect(await trimReadLog(tenant())).toBe(4);
    expect(await verifyReadLog(tenant())).toEqual({ entries: 0, nodes: 1, problem: undefined });
  });
});
