import { type RawBuilder, sql } from 'kysely';
import type { Write } from './commit-together.ts';
import { isPostgres } from './database-kind.ts';
import {
  describeSealedColumn,
  type LastingColumnName,
  type SealedColumn,
  type SealedColumnName,
} from './sealed-columns.ts';
import type { Db } from './tables.ts';

/** The id of the wrapping key, out of the head of a sealed value: 8 bytes after format and algorithm. */
export function keyIdIn(db: Db, value: RawBuilder<unknown>): RawBuilder<string> {
  return isPostgres(db)
    ? sql<string>`encode(substring(${value} from 3 for 8), 'hex')`
    : sql<string>`lower(hex(substr(${value}, 3, 8)))`;
}

function keyIdOf(db: Db, { column, keyIdColumn }: SealedColumn, exact: boolean): RawBuilder<string> {
  return keyIdColumn !== undefined && !exact
    ? sql<string>`s.${sql.ref(keyIdColumn)}`
    : keyIdIn(db, sql`s.${sql.ref(column)}`);
}

/**
 * How many values each key has sealed. Rows whose time is over do not count.
 * @param exact reads the values themselves also where the id stands beside them: slow on a large table
 */
export async function countSealed(
  db: Db,
  name: SealedColumnName,
  { now, exact = false }: { now: number; exact?: boolean },
): Promise<Map<string, number>> {
  const described = describeSealedColumn(name);
  const alive = described.expiresColumn ? sql` and s.${sql.ref(described.expiresColumn)} > ${now}` : sql``;
  const { rows } = await sql<{ id: string; count: number }>`
    select ${keyIdOf(db, described, exact)} as id, count(*) as count
    from ${sql.table(described.table)} as s
    where s.${sql.ref(described.column)} is not null${alive}
    group by 1`.execute(db);
  return new Map(rows.map(({ id, count }) => [id, Number(count)]));
}

/** A sealed value with what its authenticated context is made of. */
export interface SealedRow {
  readonly key: string;
  readonly sealed: Uint8Array;
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface SealedPage {
  readonly keyId: string;
  /** Key of the last row of the page before; undefined for the first page. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** Values that this key sealed, a page at a time in the order of their primary keys. */
export async function listSealedRows(
  db: Db,
  name: LastingColumnName,
  { keyId, after, limit }: SealedPage,
): Promise<SealedRow[]> {
  const described = describeSealedColumn(name);
  const { table, column, key, owner, context = [] } = described;
  const facts = [
    ...context.map((fact) => sql`s.${sql.ref(fact)}`),
    ...(owner?.context ?? []).map((fact) => sql`o.${sql.ref(fact)}`),
  ];
  const join = owner
    ? sql` join ${sql.table(owner.table)} as o on o.${sql.ref(owner.by)} = s.${sql.ref(owner.by)}`
    : sql``;
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join([sql`s.${sql.ref(key)} as sealed_row_key`, sql`s.${sql.ref(column)} as sealed_value`, ...facts])}
    from ${sql.table(table)} as s${join}
    where ${keyIdOf(db, described, false)} = ${keyId} and s.${sql.ref(key)} > ${after ?? ''}
    order by s.${sql.ref(key)} limit ${sql.lit(limit)}`.execute(db);
  return rows.map(({ sealed_row_key, sealed_value, ...others }) => ({
    key: sealed_row_key as string,
    sealed: sealed_value as Uint8Array,
    facts: others,
  }));
}

/** Puts the value in the place of the old one, if that is still there: whoever wrote in between wins. */
export function replaceSealed(
  db: Db,
  name: LastingColumnName,
  { key, from, to, keyId }: { key: string; from: Uint8Array; to: Uint8Array; keyId: string },
): Write {
  const described = describeSealedColumn(name);
  const column = sql.ref(described.column);
  const beside = described.keyIdColumn ? sql`, ${sql.ref(described.keyIdColumn)} = ${keyId}` : sql``;
  const query = sql`
    update ${sql.table(described.table)} set ${column} = ${to}${beside}
    where ${sql.ref(described.key)} = ${key} and ${column} = ${from}`.compile(db);
  return { query };
}

/** Until this transaction ends nobody writes sealed values: what is counted stays so. Others wait, two seconds at most for us. */
export async function lockSealedTables(db: Db, names: readonly SealedColumnName[]): Promise<void> {
  if (!isPostgres(db)) return;
  const tables = names.map((name) => sql.table(describeSealedColumn(name).table));
  await sql`set local lock_timeout = '2s'`.execute(db);
  await sql`lock table ${sql.join(tables)} in share row exclusive mode`.execute(db);
}
