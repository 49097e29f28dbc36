import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { verifyReadLog } from '../../src/vault/index.ts';
import { databaseKinds, startBroker } from '../broker/index.ts';
import { type ReadLogWorld, startWorld, tenantOf } from './set-up.ts';

describe.each(databaseKinds)('valetkey audit verify, on %s', (database) => {
  let world: ReadLogWorld;
  let user: string;
  const db = () => world.broker.app.tenant.store.db;
  const verify = () => verifyReadLog(world.broker.app.tenant);

  beforeAll(async () => {
    world = await startWorld(database);
    user = await world.newUser();
    for (let number = 0; number < 12; number += 1) await world.read(user);
    // A second node on the same database, which then ends.
    const { config, clock } = world.broker;
    const second = await startBroker({
      ...{ tenant: tenantOf(world.idp), databaseUrl: config.databaseUrl, keyring: config.keyring, clock },
      ...{ port: config.port + 1, config: { issuer: config.issuer } },
    });
    for (let number = 0; number < 5; number += 1) {
      const response = await fetch(`${second.url}/api/v2/users/${encodeURIComponent(user)}`, {
        headers: { authorization: `Bearer ${world.management}` },
      });
      expect(response.status).toBe(200);
    }
    await second.close();
  });
  afterAll(() => world.close());

  const tables = ['token_reads', 'token_read_slots', 'token_read_chains', 'token_read_anchor'] as const;
  const saved = new Map<string, object[]>();
  beforeEach(async () => {
    for (const table of tables) {
      const before = saved.get(table);
      if (!before) saved.set(table, await db().selectFrom(table).selectAll().execute());
      else {
        await db().deleteFrom(table).execute();
        for (const row of before)
          await db()
            .insertInto(table)
            .values(row as never)
            .execute();
      }
    }
  });

  const entry = (node: number, sequence: number) => ({
    change: (values: object) =>
      db().updateTable('token_reads').set(values).where('node', '=', node).where('sequence', '=', sequence).execute(),
    remove: () => db().deleteFrom('token_reads').where('node', '=', node).where('sequence', '=', sequence).execute(),
    row: () =>
      db()
        .selectFrom('token_reads')
        .selectAll()
        .where('node', '=', node)
        .where('sequence', '=', sequence)
        .executeTakeFirstOrThrow(),
  });

  test('V-14: a log that nobody touched is whole', async () => {
    expect(await verify()).toEqual({ entries: 17, nodes: 2, problem: undefined });
  });

  const columns = [
    ...(['client_id', 'user_id', 'identity_id', 'connection'] as const),
    ...(['access_fingerprint', 'refresh_fingerprint', 'details', 'mac'] as const),
  ];
  test.each(columns)('V-14: an entry whose %s was changed is named', async (column) => {
    await entry(1, 7).change({ [column]: 'changed' });
    expect((await verify()).problem).toEqual({ node: 1, entry: 7, what: 'changed' });
  });

  test('V-14: an entry that was moved in time is named', async () => {
    const { log_id } = await entry(2, 3).row();
    await entry(2, 3).change({ log_id: `${Number(log_id.slice(0, 13)) - 86_400_000}${log_id.slice(13)}` });
    expect((await verify()).problem).toMatchObject({ node: 2 });
  });

  test.each([1, 6, 12])('V-14: when entry %i was removed, its position is named', async (sequence) => {
    await entry(1, sequence).remove();
    expect((await verify()).problem).toEqual({ node: 1, entry: sequence, what: 'removed' });
  });

  test('V-14: two entries that changed places are noticed', async () => {
    const [one, two] = [await entry(1, 4).row(), await entry(1, 5).row()];
    await entry(1, 4).remove();
    await entry(1, 5).remove();
    await db()
      .insertInto('token_reads')
      .values([
        { ...one, sequence: 5 },
        { ...two, sequence: 4 },
      ])
      .execute();
    expect((await verify()).problem).toMatchObject({ node: 1, entry: 4 });
  });

  test.each([
    ['between two', (log: string) => `${log.slice(0, 29)}0`.replace(/.{10}$/, '0000000006'), 6],
    ['at the end', () => '9'.repeat(30), 13],
  ])('V-14: an entry that was put %s is named', async (_where, place, sequence) => {
    const row = await entry(1, 6).row();
    const log_id = place(`${Number(row.log_id.slice(0, 13))}${row.log_id.slice(13)}`);
    const forged = { ...row, log_id: log_id === row.log_id ? log_id.replace(/^(\d{13})(\d{7})/, '$10000000') : log_id };
    await db()
      .insertInto('token_reads')
      .values({ ...forged, sequence, mac: 'forged' })
      .execute();
    expect((await verify()).problem).toEqual({ node: 1, entry: sequence, what: 'added' });
  });

  test('V-14: an entry that was taken out of what searches by user look at is named', async () => {
    await db().deleteFrom('token_read_slots').execute();
    expect((await verify()).problem).toEqual({ node: 1, entry: 1, what: 'hidden' });
  });

  test('V-14: an entry of a node that never was is named', async () => {
    const row = await entry(1, 6).row();
    await db()
      .insertInto('token_reads')
      .values({ ...row, log_id: '5', node: 77, sequence: 1 })
      .execute();
    expect((await verify()).problem).toEqual({ node: 77, entry: 1, what: 'added' });
  });

  test('V-14: a tail that was cut off is noticed, also when the end was moved to where it was cut', async () => {
    await db().deleteFrom('token_reads').where('node', '=', 1).where('sequence', '>', 8).execute();
    expect((await verify()).problem).toEqual({ node: 1, entry: 9, what: 'removed' });
    const { mac } = await entry(1, 8).row();
    await db().updateTable('token_read_chains').set({ sequence: 8, mac }).where('node', '=', 1).execute();
    expect((await verify()).problem).toEqual({ node: 1, what: 'changed' });
  });

  test('V-14: a beginning that was cut off is noticed, also when it is made to look old', async () => {
    const { mac } = await entry(1, 5).row();
    await db().deleteFrom('token_reads').where('node', '=', 1).where('sequence', '<=', 5).execute();
    expect((await verify()).problem).toEqual({ node: 1, entry: 1, what: 'removed' });
    await db()
      .updateTable('token_read_chains')
      .set({ trimmed_sequence: 5, trimmed_mac: mac })
      .where('node', '=', 1)
      .execute();
    expect((await verify()).problem).toEqual({ node: 1, what: 'changed' });
  });

  test.each([1, 2])('V-14: the chain of node %i that was removed whole is missed', async (node) => {
    await db().deleteFrom('token_reads').where('node', '=', node).execute();
    await db().deleteFrom('token_read_chains').where('node', '=', node).execute();
    expect((await verify()).problem).toEqual({ node, what: 'removed' });
  });

  test('V-14: a log that was emptied is noticed', async () => {
    await db().deleteFrom('token_reads').execute();
    expect((await verify()).problem).toEqual({ node: 1, entry: 1, what: 'removed' });
    await db().deleteFrom('token_read_chains').execute();
    expect((await verify()).problem).toEqual({ node: 1, what: 'removed' });
  });

  test('V-14: an earlier state of a node that ended, rows and end together, is noticed once another began', async () => {
    await db().deleteFrom('token_reads').where('node', '=', 1).where('sequence', '>', 0).execute();
    const { trimmed_mac } = await db()
      .selectFrom('token_read_chains')
      .select('trimmed_mac')
      .where('node', '=', 1)
      .executeTakeFirstOrThrow();
    // Sealed truly, as an attacker's copy of the row from before would be.
    const { hash } = world.broker.app.tenant;
    const [chain] = await db().selectFrom('token_read_chains').selectAll().where('node', '=', 1).execute();
    const begin = hash(
      'token-read',
      JSON.stringify(['begin', 1, chain!.name, chain!.started_at, chain!.link_sequence, chain!.link_mac]),
    );
    const seal = hash('token-read', JSON.stringify(['end', begin, 0, trimmed_mac]));
    await db()
      .updateTable('token_read_chains')
      .set({ sequence: 0, mac: trimmed_mac, seal })
      .where('node', '=', 1)
      .execute();
    expect((await verify()).problem).toEqual({ node: 1, entry: 1, what: 'removed' });
  });

  test('V-14: a log that is written to meanwhile verifies', async () => {
    const reads = Promise.all(Array.from({ length: 200 }, () => world.read(user)));
    const verdicts = [];
    for (let number = 0; number < 5; number += 1) verdicts.push(await verify());
    await reads;
    expect(verdicts.map(({ problem }) => problem)).toEqual(Array(5).fill(undefined));
    expect((await verify()).problem).toBeUndefined();
  });
});
