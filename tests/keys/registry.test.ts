import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyring, seal } from '../../src/base/index.ts';
import {
  describeSealedColumn,
  otherByteColumns,
  registerSealingKey,
  retireSealingKey,
  sealedColumnNames,
} from '../../src/storage/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { openTestStore, type TestStore } from '../storage/set-up.ts';
import { newKey } from './set-up.ts';

const byteTypes = ['blob', 'bytea'];

describe.each(databaseKinds)('the list of what is sealed, on %s', (kind) => {
  let database: TestStore;
  beforeAll(async () => {
    database = await openTestStore(kind);
  });
  afterAll(() => database.close());

  async function byteColumns(): Promise<string[]> {
    const tables = await database.store.db.introspection.getTables();
    return tables.flatMap(({ name, columns }) =>
      columns.filter(({ dataType }) => byteTypes.includes(dataType.toLowerCase())).map((one) => `${name}.${one.name}`),
    );
  }

  test('V-05, V-09: every column of bytes is listed as sealed, or declared with the reason why it needs no key', async () => {
    const listed = [...sealedColumnNames, ...Object.keys(otherByteColumns)];
    expect(new Set(listed).size).toBe(listed.length);
    expect((await byteColumns()).toSorted()).toEqual(listed.toSorted());
  });

  test('V-05: what is named by columns of text is not sealed text in disguise', async () => {
    const tables = await database.store.db.introspection.getTables();
    const suspicious = tables.flatMap(({ name, columns }) =>
      columns
        .filter((one) => /sealed|wrapped|encrypted/.test(one.name) && !byteTypes.includes(one.dataType.toLowerCase()))
        .map((one) => `${name}.${one.name}`),
    );
    expect(suspicious).toEqual([]);
  });

  test('V-09: the primary key that the list names is the primary key', async () => {
    const keys =
      kind === 'sqlite'
        ? sql<{ t: string; c: string }>`
            select m.name as t, p.name as c from sqlite_master m, pragma_table_info(m.name) p
            where m.type = 'table' and p.pk > 0`
        : sql<{ t: string; c: string }>`
            select k.table_name as t, k.column_name as c from information_schema.table_constraints x
            join information_schema.key_column_usage k on k.constraint_name = x.constraint_name
            where x.constraint_type = 'PRIMARY KEY' and k.table_schema = 'public'`;
    const { rows } = await keys.execute(database.store.db);
    for (const name of sealedColumnNames) {
      const { table, key } = describeSealedColumn(name);
      expect(
        rows.filter(({ t }) => t === table).map(({ c }) => c),
        name,
      ).toEqual([key]);
    }
  });

  test('V-10: the database refuses, in every one of the columns, what a retired key has sealed', async () => {
    const { db } = database.store;
    const [retired, living] = [newKey(), newKey()];
    for (const { id } of [retired, living]) {
      await registerSealingKey(db, { keyId: id, canary: randomBytes(8), state: 'known', now: 1 });
    }
    await retireSealingKey(db, retired.id, 2);
    // Only what the guard says is looked at: the rows themselves lack columns that must not be null.
    const insert = async (name: (typeof sealedColumnNames)[number], key: typeof retired) => {
      const { table, column } = describeSealedColumn(name);
      const value = seal(createKeyring(key), ['x'], 'text');
      return sql`insert into ${sql.table(table)} (${sql.ref(column)}) values (${value})`
        .execute(db)
        .then(() => 'written')
        .catch((error: Error) => error.message);
    };
    for (const name of sealedColumnNames) {
      expect(await insert(name, retired), name).toContain('sealed with a retired key');
      expect(await insert(name, living), name).not.toContain('sealed with a retired key');
    }
    await db
      .insertInto('secrets')
      .values({ name: 'probe', sealed: seal(createKeyring(living), ['x'], 'a') })
      .execute();
    const late = seal(createKeyring(retired), ['x'], 'b');
    const update = db.updateTable('secrets').set({ sealed: late }).where('name', '=', 'probe').execute();
    await expect(update).rejects.toThrow('sealed with a retired key');
  });
});

test('V-06: docs/keys.md lists the same columns', () => {
  const text = readFileSync(new URL('../../docs/keys.md', import.meta.url), 'utf8');
  for (const name of [...sealedColumnNames, ...Object.keys(otherByteColumns)]) expect(text).toContain(`\`${name}\``);
});
