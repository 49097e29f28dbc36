import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyReadLog } from '../../src/vault/index.ts';
import { type DatabaseKind, databaseKinds } from '../broker/index.ts';
import { countTokens, type ReadLogWorld, startWorld } from './set-up.ts';

const statements: Record<DatabaseKind, { close: string[]; open: string[] }> = {
  sqlite: {
    close: ["create trigger full before insert on token_reads begin select raise(abort, 'read-only'); end"],
    open: ['drop trigger full'],
  },
  postgres: {
    close: [
      "create function refuse() returns trigger language plpgsql as $$ begin raise 'No space left on device'; end $$",
      'create trigger "full" before insert on token_reads execute function refuse()',
    ],
    open: ['drop trigger "full" on token_reads', 'drop function refuse'],
  },
};

describe.each(databaseKinds)('a log of token reads that cannot be written, on %s', (database) => {
  let world: ReadLogWorld;
  let user: string;
  beforeAll(async () => {
    world = await startWorld(database);
    user = await world.newUser();
  });
  afterAll(() => world.close());

  const run = async (all: string[]) => {
    for (const one of all) await sql.raw(one).execute(world.broker.app.tenant.store.db);
  };

  async function expectNothingLeaves(): Promise<void> {
    const before = (await world.entries()).length;
    const path = `/users/${encodeURIComponent(user)}`;
    const paths = Array.from({ length: 100 }, (_, index) => (index % 10 === 0 ? '/users' : path));
    const answers = await Promise.all(paths.map((one) => world.ask(one)));
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(100);
    expect(answers[0]?.body).toEqual({
      statusCode: 503,
      error: 'Service Unavailable',
      message: 'The service cannot answer right now. Try again soon.',
    });
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toMatch(/at_|rt_|access_token|identities/);
    expect(await world.entries()).toHaveLength(before);
  }

  test('V-13: a read-only table: 100 reads, 0 tokens, 100 x 503; profiles are still read; afterwards all is well', async () => {
    expect(countTokens((await world.read(user)).body)).toBe(1);
    await run(statements[database].close);
    await expectNothingLeaves();
    expect((await world.ask(`/users/${encodeURIComponent(user)}?fields=email`)).status).toBe(200);
    await run(statements[database].open);
    expect(countTokens((await world.read(user)).body)).toBe(1);
    expect(await verifyReadLog(world.broker.app.tenant)).toMatchObject({ entries: 2, problem: undefined });
  });

  test('V-13: a table that is gone: 503 and no token', async () => {
    await run(['alter table token_reads rename to away']);
    const path = `/users/${encodeURIComponent(user)}`;
    const answers = await Promise.all(Array.from({ length: 100 }, () => world.ask(path)));
    expect(answers.filter(({ status, body }) => status === 503 && countTokens(body) === 0)).toHaveLength(100);
    await run(['alter table away rename to token_reads']);
    expect(countTokens((await world.read(user)).body)).toBe(1);
  });

  test('V-13: an end of the chain that somebody moved: 503 once, and then a new chain; the old one does not verify', async () => {
    const { db } = world.broker.app.tenant.store;
    await db.updateTable('token_read_chains').set({ mac: 'forged' }).execute();
    expect((await world.read(user)).status).toBe(503);
    expect(countTokens((await world.read(user)).body)).toBe(1);
    expect((await verifyReadLog(world.broker.app.tenant)).problem).toMatchObject({ what: 'changed' });
  });
});

test('R-08: a full disk: 100 reads, 0 tokens, 100 x 503, and the server goes on when there is room', async () => {
  const world = await startWorld('sqlite');
  try {
    const user = await world.newUser();
    const { db } = world.broker.app.tenant.store;
    // The writing connection is the one that a transaction has.
    const limitPages = (pages: number) =>
      world.broker.app.tenant.store.transaction(async (tx) => {
        await sql.raw(`pragma max_page_count = ${pages}`).execute(tx);
      });
    await limitPages(1);
    const statuses: number[] = [];
    for (let batch = 0; batch < 8; batch += 1) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => world.read(user)));
      for (const { status, body } of answers) {
        statuses.push(status);
        expect(countTokens(body)).toBe(status === 200 ? 1 : 0);
      }
    }
    // Pages that were half empty still took a few entries.
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(100);
    expect(await db.selectFrom('token_reads').select('log_id').execute()).toHaveLength(
      statuses.filter((status) => status === 200).length,
    );
    await limitPages(1_000_000);
    expect((await world.read(user)).status).toBe(200);
  } finally {
    await world.close();
  }
});

test('V-13: a database that is closed: no token', async () => {
  const world = await startWorld('sqlite');
  try {
    const user = await world.newUser();
    await world.read(user);
    await world.broker.app.tenant.store.db.destroy();
    const answers = await Promise.all(Array.from({ length: 100 }, () => world.read(user)));
    expect(answers.every(({ status, body }) => status >= 500 && countTokens(body) === 0)).toBe(true);
  } finally {
    await world.close().catch(() => {});
  }
});
