import { expect, test } from 'vitest';
import { removeOldLogs } from '../../src/logs/index.ts';
import { createWriteQueue } from '../../src/logs/write-queue.ts';
import { countTenantLogs } from '../../src/storage/index.ts';
import { databaseKinds, signIn } from '../broker/index.ts';
import { startWorld } from './set-up.ts';

test.each(databaseKinds)(
  'what waits is written before the server ends, and old entries are removed (%s)',
  async (kind) => {
    const world = await startWorld(kind, { log_retention_days: 7 });
    const { broker } = world;
    await signIn(broker);
    const { tenantLog, tenant } = broker.app;
    expect(tenantLog.counts.waiting).toBeGreaterThan(0);
    await tenantLog.end();
    expect(await countTenantLogs(tenant.store.db, {}, 100)).toBe(3);
    broker.clock.advance(6 * 86_400_000);
    await removeOldLogs(tenant);
    expect(await countTenantLogs(tenant.store.db, {}, 100)).toBe(3);
    broker.clock.advance(2 * 86_400_000);
    await removeOldLogs(tenant);
    expect(await countTenantLogs(tenant.store.db, {}, 100)).toBe(0);
    await world.close();
  },
);

test('while the database is away entries wait, up to a bound, and it is counted what was dropped', async () => {
  let away = true;
  const written: number[] = [];
  const troubles: unknown[] = [];
  const queue = createWriteQueue<number>({
    write: async (entries) => {
      if (away) throw new Error('away');
      written.push(...entries);
    },
    passes: () => true,
    onTrouble: (trouble) => troubles.push(trouble),
    capacity: 1_000,
  });
  for (let entry = 0; entry < 1_200; entry += 1) queue.add(entry);
  await queue.flush();
  expect(queue.counts).toEqual({ waiting: 1_000, dropped: 200 });
  expect(troubles).toHaveLength(1);
  away = false;
  await queue.end();
  expect(written).toEqual(Array.from({ length: 1_000 }, (_, entry) => entry));
  expect(queue.counts).toEqual({ waiting: 0, dropped: 200 });
});

test('an entry that cannot be written takes its companions along, but holds up nobody else', async () => {
  const written: number[] = [];
  const queue = createWriteQueue<number>({
    write: async (entries) => {
      if (entries.includes(0)) throw new Error('poison');
      written.push(...entries);
    },
    passes: () => false,
    onTrouble: () => {},
    capacity: 1_000,
  });
  for (let entry = 0; entry < 300; entry += 1) queue.add(entry);
  await queue.end();
  expect(written).toEqual(Array.from({ length: 44 }, (_, entry) => entry + 256));
  expect(queue.counts.dropped).toBe(256);
});
