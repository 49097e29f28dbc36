import { type CompiledQuery, sql } from 'kysely';
import { fromJson, toJson } from './json.ts';
import type { Db, Tables } from './tables.ts';

export interface TenantLogRecord {
  logId: string;
  type: string;
  clientId: string | null;
  userId: string | null;
  connection: string | null;
  ip: string | null;
  entry: Record<string, unknown>;
}

type Row = Tables['tenant_logs'];

const columns = ['log_id', 'type', 'client_id', 'user_id', 'connection', 'ip', 'entry'] as const;

function toValues({ logId, type, clientId, userId, connection, ip, entry }: TenantLogRecord): unknown[] {
  return [logId, type, clientId, userId, connection, ip, toJson(entry)];
}

/** Writes entries in one statement: all of them or none. */
export type AppendTenantLogs = (records: readonly TenantLogRecord[]) => Promise<void>;

/** Compiles an insert once for each number of rows: building it costs more than running it. */
export function createTenantLogAppender(db: Db): AppendTenantLogs {
  const compiled = new Map<number, CompiledQuery>();
  function insertOf(rows: number): CompiledQuery {
    const row = Object.fromEntries(columns.map((column) => [column, ''])) as unknown as Row;
    const query = compiled.get(rows) ?? db.insertInto('tenant_logs').values(Array(rows).fill(row)).compile();
    compiled.set(rows, query);
    return query;
  }
  return async (records) => {
    await db.executeQuery({ ...insertOf(records.length), parameters: records.flatMap(toValues) });
  };
}

/** Equalities, each on an index, and a range of log ids. */
export interface TenantLogFilter {
  readonly type?: string | undefined;
  readonly clientId?: string | undefined;
  readonly userId?: string | undefined;
  readonly connection?: string | undefined;
  readonly ip?: string | undefined;
  readonly logId?: string | undefined;
  /** Log ids: from this one on, and before that one. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

function select(db: Db, filter: TenantLogFilter) {
  const { type, clientId, userId, connection, ip, logId, since, until } = filter;
  return db
    .selectFrom('tenant_logs')
    .$if(type !== undefined, (query) => query.where('type', '=', type!))
    .$if(clientId !== undefined, (query) => query.where('client_id', '=', clientId!))
    .$if(userId !== undefined, (query) => query.where('user_id', '=', userId!))
    .$if(connection !== undefined, (query) => query.where('connection', '=', connection!))
    .$if(ip !== undefined, (query) => query.where('ip', '=', ip!))
    .$if(logId !== undefined, (query) => query.where('log_id', '=', logId!))
    .$if(since !== undefined, (query) => query.where('log_id', '>=', since!))
    .$if(until !== undefined, (query) => query.where('log_id', '<', until!));
}

export interface TenantLogPage {
  readonly order: 'asc' | 'desc';
  /** Only entries after this one, in `asc` order. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export async function listTenantLogs(db: Db, filter: TenantLogFilter, page: TenantLogPage): Promise<TenantLogRecord[]> {
  const rows = await select(db, filter)
    .selectAll()
    .$if(page.after !== undefined, (query) => query.where('log_id', '>', page.after!))
    .orderBy('log_id', page.order)
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    logId: row.log_id,
    type: row.type,
    clientId: row.client_id,
    userId: row.user_id,
    connection: row.connection,
    ip: row.ip,
    entry: fromJson(row.entry) as Record<string, unknown>,
  }));
}

/** How many there are, counted up to `limit`. */
export async function countTenantLogs(db: Db, filter: TenantLogFilter, limit: number): Promise<number> {
  const counted = select(db, filter).select('log_id').limit(limit).as('counted');
  const row = await db
    .selectFrom(counted)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Removes entries from before this log id, in one small piece; true when there may be more. */
export async function removeTenantLogs(db: Db, before: string, limit = 1000): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('tenant_logs')
    .where('log_id', 'in', (eb) =>
      eb
        .selectFrom('tenant_logs')
        .select('log_id')
        .where('log_id', '<', before)
        .orderBy('log_id')
        .limit(sql.lit(limit)),
    )
    .executeTakeFirst();
  return numDeletedRows === BigInt(limit);
}
