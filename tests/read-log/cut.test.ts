import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { watchReadLog } from '../../src/app/watch-read-log.ts';
import { formatEnd, parseEnd, verifyReadLog } from '../../src/vault/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { type ReadLogWorld, startWorld } from './set-up.ts';

describe.each(databaseKinds)('a log of token reads that somebody cuts in the database, on %s', (database) => {
  let world: ReadLogWorld;
  let user: string;
  beforeEach(async () => {
    world = await startWorld(database);
    user = await world.newUser();
  });
  afterEach(() => world.close());

  const db = () => world.broker.app.tenant.store.db;
  const endNow = () => formatEnd(world.broker.app.vault.readLog.end()!);
  const problemOf = async (...ends: string[]) => {
    const known = ends.map((text) => parseEnd(text)!);
    return (await verifyReadLog(world.broker.app.tenant, known)).problem;
  };
  const read = async (times: number) => {
    for (let number = 0; number < times; number += 1) expect((await world.read(user)).status).toBe(200);
  };
  /** The first entries stay, and everything says that there were never more. */
  async function rememberEnd(): Promise<() => Promise<void>> {
    const { sequence, mac, seal } = await db().selectFrom('token_read_chains').selectAll().executeTakeFirstOrThrow();
    return async () => {
      await db().updateTable('token_read_chains').set({ sequence, mac, seal }).execute();
      await db().deleteFrom('token_reads').where('sequence', '>', sequence).execute();
    };
  }
  const told = 'the log of token reads was cut or changed in the database';

  test('V-14: an end that is put back: the next reading is 503 and an error in the log, and from then on verify misses it', async () => {
    await read(1);
    const putBack = await rememberEnd();
    await read(3);
    await putBack();
    expect((await world.read(user)).status).toBe(503);
    expect(world.broker.logged()).toContain(told);
    await read(2);
    expect(await problemOf()).toEqual({ node: 1, entry: 2, what: 'removed' });
  });

  test('V-14: a chain that is taken out with the number of chains: verify misses it', async () => {
    await read(2);
    for (const table of ['token_reads', 'token_read_chains', 'token_read_anchor'] as const) {
      await db().deleteFrom(table).execute();
    }
    expect((await world.read(user)).status).toBe(503);
    await read(1);
    expect(await problemOf()).toEqual({ node: 1, what: 'removed' });
  });

  test('V-14: whoever knows an end from elsewhere has it compared, also when nothing was read since', async () => {
    await read(1);
    const [early, putBack] = [endNow(), await rememberEnd()];
    await read(2);
    const late = endNow();
    expect(await problemOf(early, late)).toBeUndefined();
    await putBack();
    expect(await problemOf()).toBeUndefined();
    expect(await problemOf(early)).toBeUndefined();
    expect(await problemOf(late)).toEqual({ node: 1, entry: 2, what: 'removed' });
    // Another entry in the same place.
    expect(await problemOf(early.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toMatchObject({ entry: 1 });
    expect(await problemOf('2:0:x')).toEqual({ node: 2, what: 'removed' });
  });

  test('V-14: the server logs where the chain ends, once for each end, and an error when the database has less', async () => {
    await read(1);
    const putBack = await rememberEnd();
    const { app } = world.broker;
    const watch = watchReadLog(app.vault, app.log);
    const linesAfter = async () => {
      await watch.look();
      expect(world.broker.logged()).toContain(`"end":"${endNow()}"`);
      return world.broker.logged().split('reaches to here').length - 1;
    };
    expect([await linesAfter(), await linesAfter()]).toEqual([1, 1]);
    await read(1);
    expect(await linesAfter()).toBe(2);
    expect(world.broker.logged()).not.toContain(told);
    await putBack();
    await watch.end();
    expect(world.broker.logged()).toContain(told);
  });
});
