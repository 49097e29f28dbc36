import { sql } from 'kysely';
import { isPostgres } from './database-kind.ts';
import { describeSealedColumn, sealedColumnNames } from './sealed-columns.ts';
import { keyIdIn } from './sealed-rows.ts';
import type { Db } from './tables.ts';

/** Any number that no other lock of this database has. */
const lockNumber = 7_230_004;

/**
 * V-10: the database itself refuses a value that a retired key sealed. A node that slept from the sealing to the write,
 * however long, cannot leave something behind that nobody will be able to open.
 */
export async function ensureSealedGuards(db: Db): Promise<void> {
  const postgres = isPostgres(db);
  const missing = (present: ReadonlySet<string>) => sealedColumnNames.filter((name) => !present.has(guardName(name)));
  if (missing(await listGuards(db, postgres)).length === 0) return;
  await db.transaction().execute(async (on) => {
    // Nodes that start together: one makes them.
    if (postgres) await sql`select pg_advisory_xact_lock(${sql.lit(lockNumber)})`.execute(on);
    for (const name of missing(await listGuards(on, postgres))) {
      await (postgres ? createPostgresGuard(on, name) : createSqliteGuard(on, name));
    }
  });
}

type Name = (typeof sealedColumnNames)[number];

function guardName(name: Name): string {
  return `${name.replace('.', '_')}_guard`;
}

async function listGuards(db: Db, postgres: boolean): Promise<ReadonlySet<string>> {
  const query = postgres
    ? sql<{ name: string }>`
        select t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where not t.tgisinternal and c.relnamespace = current_schema()::regnamespace`
    : sql<{ name: string }>`select name from sqlite_master where type = 'trigger'`;
  return new Set((await query.execute(db)).rows.map(({ name }) => name));
}

const refusal = sql.lit('sealed with a retired key');

function isRetired(db: Db, value: ReturnType<typeof sql>) {
  return sql`exists (select 1 from sealing_keys where state = 'retired' and key_id = ${keyIdIn(db, value)})`;
}

async function createSqliteGuard(db: Db, name: Name): Promise<void> {
  const { table, column } = describeSealedColumn(name);
  const value = sql`new.${sql.ref(column)}`;
  for (const [suffix, event] of [
    ['', sql`update of ${sql.ref(column)}`],
    ['_insert', sql`insert`],
  ] as const) {
    await sql`
      create trigger ${sql.ref(guardName(name) + suffix)} before ${event} on ${sql.table(table)}
      when ${value} is not null and ${isRetired(db, value)}
      begin select raise(abort, ${refusal}); end`.execute(db);
  }
}

async function createPostgresGuard(db: Db, name: Name): Promise<void> {
  const { table, column } = describeSealedColumn(name);
  const value = sql`new.${sql.ref(column)}`;
  const guard = sql.ref(guardName(name));
  await sql`
    create or replace function ${guard}() returns trigger language plpgsql as $guard$ begin
      if ${value} is not null and ${isRetired(db, value)} then
        raise exception ${refusal} using errcode = 'check_violation';
      end if;
      return new;
    end $guard$`.execute(db);
  await sql`
    create trigger ${guard} before insert or update of ${sql.ref(column)} on ${sql.table(table)}
    for each row execute function ${guard}()`.execute(db);
}
