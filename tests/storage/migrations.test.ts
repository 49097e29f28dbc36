import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore, type Store } from '../../src/storage/index.ts';
import { createEmptyDatabase, databaseKinds } from '../broker/index.ts';

const script = join(import.meta.dirname, 'migrate-once.ts');
const run = promisify(execFile);

/** Tables and columns as the database itself tells them. */
async function readSchema(store: Store): Promise<string[]> {
  const tables = await store.db.introspection.getTables();
  return tables.flatMap((table) => table.columns.map((column) => `${table.name}.${column.name}`)).toSorted();
}

describe.each(databaseKinds)('migrations on %s', (kind) => {
  async function emptyDatabase() {
    const folder = await mkdtemp(join(tmpdir(), 'valetkey-migrations-'));
    const database = await createEmptyDatabase(kind, folder);
    onTestFinished(async () => {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    });
    return database.url;
  }

  async function open(url: string): Promise<Store> {
    const store = await openStore({ url });
    onTestFinished(() => store.close());
    return store;
  }

  test('R-33: three processes that start at once on an empty database all come up, and one migrates', async () => {
    for (let round = 0; round < 2; round += 1) {
      const url = await emptyDatabase();
      const all = await Promise.all(Array.from({ length: 3 }, () => run(process.execPath, [script, url])));
      const counts = all.map(({ stdout }) => Number(stdout));
      expect(counts[0]).toBeGreaterThan(0);
      expect(counts).toEqual([counts[0], counts[0], counts[0]]);
    }
  });

  test('R-33: two stores in one process migrate at once, and a third finds nothing to do', async () => {
    const url = await emptyDatabase();
    const [first, second] = await Promise.all([open(url), open(url)]);
    const schema = await readSchema(first!);
    expect(schema).toEqual(await readSchema(second!));
    expect(schema.length).toBeGreaterThan(80);
    expect(await readSchema(await open(url))).toEqual(schema);
  });

  test('R-33: a program that is older than the database refuses it and changes nothing', async () => {
    const url = await emptyDatabase();
    const store = await open(url);
    const migration = { name: '999-from-the-future', timestamp: new Date().toISOString() };
    await store.db
      .insertInto('kysely_migration' as never)
      .values(migration as never)
      .execute();
    const before = await readSchema(store);
    await expect(openStore({ url })).rejects.toThrow('could not be brought up to date');
    expect(await readSchema(store)).toEqual(before);
  });
});
