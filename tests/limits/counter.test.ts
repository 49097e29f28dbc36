import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createBudgetSource } from '../../src/limits/budget-source.ts';
import { addressKey, createCounter, type LimitRule } from '../../src/limits/index.ts';
import { openStore } from '../../src/storage/index.ts';
import type { Tenant } from '../../src/tenant/index.ts';
import { createDatabase, databaseKinds } from '../broker/index.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2'],
  ['2001:db8:1:2::ffff', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
])('T-G16: %s is counted as %s', (address, key) => {
  expect(addressKey(address)).toBe(key);
});

/** A clock that stands still at the beginning of a window. */
function createClock() {
  let time = 1_764_000_000_000;
  return {
    now: () => time,
    advance(milliseconds: number) {
      time += milliseconds;
    },
  };
}

describe.each(databaseKinds)('budgets (%s)', (kind) => {
  async function startNodes(count: number) {
    const folder = await mkdtemp(join(tmpdir(), 'valetkey-test-'));
    const database = await createDatabase(kind, folder);
    const clock = createClock();
    const stores = await Promise.all(Array.from({ length: count }, () => openStore({ url: database.url })));
    const nodes = stores.map((store) => createCounter('test', createBudgetSource({ store } as Tenant), clock));
    const close = async () => {
      await Promise.all(stores.map((store) => store.close()));
      await database.drop();
    };
    return { clock, nodes, close };
  }

  test('one process admits what is set, then nothing until the next window', async () => {
    const { clock, nodes, close } = await startNodes(1);
    const rule: LimitRule = { requests: 10, seconds: 60 };
    const outcomes = [];
    for (let request = 0; request < 12; request += 1) outcomes.push(await nodes[0]!.take(rule, 'a'));
    expect(outcomes.filter(({ admitted }) => admitted)).toHaveLength(10);
    expect(outcomes[0]).toMatchObject({ limit: 10, remaining: 9, reset: Math.floor(clock.now() / 60_000 + 1) * 60 });
    expect(outcomes[10]).toMatchObject({ admitted: false, remaining: 0, isFirstRefusal: true });
    expect(outcomes[11]).toMatchObject({ admitted: false, remaining: 0, isFirstRefusal: false });
    expect(await nodes[0]!.take(rule, 'b')).toMatchObject({ admitted: true });
    clock.advance(60_000);
    expect(await nodes[0]!.take(rule, 'a')).toMatchObject({ admitted: true, remaining: 9 });
    await close();
  });

  if (kind === 'postgres') {
    test.each([
      { requests: 7, seconds: 60 },
      { requests: 500, seconds: 60 },
      { requests: 20_000, seconds: 10 },
    ])('several nodes together never admit more than %j, and not much less', async (rule) => {
      const { nodes, close } = await startNodes(3);
      let admitted = 0;
      // Each node for itself, as fast as it can, all at once.
      await Promise.all(
        nodes.flatMap((node) =>
          Array.from({ length: 8 }, async () => {
            for (let request = 0; request < rule.requests / 12; request += 1) {
              if ((await node.take(rule, 'a')).admitted) admitted += 1;
            }
          }),
        ),
      );
      expect(admitted).toBeLessThanOrEqual(rule.requests);
      expect(admitted).toBeGreaterThanOrEqual(Math.floor(rule.requests * 0.95));
      await close();
    });

    test('a client that asks seldom costs no query', async () => {
      const { nodes, close } = await startNodes(1);
      // A promise only where the database is asked.
      const rule = { requests: 100_000, seconds: 10 };
      for (let request = 0; request < 70; request += 1) expect(nodes[0]!.take(rule, 'a')).not.toBeInstanceOf(Promise);
      await close();
    });
  }

  test('more addresses than can be told apart share one budget, and fill no memory', async () => {
    const { nodes, close } = await startNodes(1);
    const rule = { requests: kind === 'sqlite' ? 5 : 6_400, seconds: 60 };
    for (let address = 0; address < 100_000; address += 1) await nodes[0]!.take(rule, String(address));
    if (kind === 'sqlite') {
      const late = [];
      for (let address = 0; address < 6; address += 1) late.push(await nodes[0]!.take(rule, `late ${address}`));
      expect(late.filter(({ admitted }) => admitted)).toHaveLength(5);
    }
    expect(await nodes[0]!.take(rule, '1')).toMatchObject({ admitted: true });
    await close();
  });
});
