import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepHouse } from '../../src/app/housekeeping.ts';
import { spendId } from '../../src/storage/index.ts';
import { databaseKinds, getTokens } from '../broker/index.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';

const minute = 60_000;

describe.runIf(databaseKinds.includes('postgres'))('housekeeping at a node whose clock is a year ahead', () => {
  let nodes: TwoNodes;
  beforeAll(async () => {
    nodes = await startTwoNodes(366 * 24 * 60 * minute);
  });
  afterAll(() => nodes.close());

  test('R-18: removes nothing that other nodes need: used proofs, sessions, grants', async () => {
    const { right, wrong } = nodes;
    const { db } = right.app.tenant.store;
    await getTokens(right, { scope: 'openid offline_access' });
    const expiresAt = right.clock.now() + minute;
    expect(await spendId(db, 'used', expiresAt)).toBe(true);
    const count = async () =>
      Promise.all(
        (['sessions', 'authorizations', 'used_ids'] as const).map(
          async (table) => (await db.selectFrom(table).selectAll().execute()).length,
        ),
      );
    const before = await count();
    await keepHouse(wrong.app.vault, wrong.app.log);
    expect(await count()).toEqual(before);
    expect(await spendId(db, 'used', expiresAt)).toBe(false);
  });

  test('AS-43: a used id is kept ten minutes longer than what it stands for is good for at a node whose clock is right', async () => {
    const { db } = nodes.right.app.tenant.store;
    await spendId(db, 'late', Date.now() - 9 * minute);
    await spendId(db, 'gone', Date.now() - 11 * minute);
    await keepHouse(nodes.right.app.vault, nodes.right.app.log);
    const rows = await db.selectFrom('used_ids').select('id_hash').execute();
    expect(rows.map(({ id_hash }) => id_hash)).toContain('late');
    expect(rows.map(({ id_hash }) => id_hash)).not.toContain('gone');
  });
});
