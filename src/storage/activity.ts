import { sql } from 'kysely';
import type { BoundedRead } from './bounded-read.ts';
import type { Store } from './store.ts';
import type { Db } from './tables.ts';

/** Milliseconds of a day. */
const dayLength = 86_400_000;

/** Adds to what was counted before. */
export async function addRefreshCount(
  db: Db,
  { day, connectionId, succeeded, failed }: { day: number; connectionId: string; succeeded: number; failed: number },
): Promise<void> {
  await db
    .insertInto('refresh_counts')
    .values({ day, connection_id: connectionId, succeeded, failed })
    .onConflict((c) =>
      c.columns(['day', 'connection_id']).doUpdateSet((eb) => ({
        succeeded: eb('refresh_counts.succeeded', '+', eb.ref('excluded.succeeded')),
        failed: eb('refresh_counts.failed', '+', eb.ref('excluded.failed')),
      })),
    )
    .execute();
}

export async function removeRefreshCounts(db: Db, beforeDay: number): Promise<void> {
  await db.deleteFrom('refresh_counts').where('day', '<', beforeDay).execute();
}

export type ActivityKind = 'sign_ins' | 'failed_sign_ins' | 'token_reads' | 'refreshes' | 'failed_refreshes';

/** So many of one kind, on one day (days since 1970), by one connection: its id, or its name in logs. */
export interface ActivityCount {
  readonly day: number;
  readonly connection: { readonly id: string } | { readonly name: string } | undefined;
  readonly kind: ActivityKind;
  readonly count: number;
}

/** Log ids begin with milliseconds of 13 digits. */
const dayOfLogId = sql<number>`cast(substr(log_id, 1, 13) as bigint) / ${sql.lit(dayLength)}`;

async function countLogged(read: BoundedRead, db: Db, since: string): Promise<ActivityCount[]> {
  const kinds = { s: 'sign_ins', f: 'failed_sign_ins' } as const;
  const counts: ActivityCount[] = [];
  for (const type of ['s', 'f'] as const) {
    const rows = await read(
      db
        .selectFrom('tenant_logs')
        .select([dayOfLogId.as('day'), 'connection'])
        .select((eb) => eb.fn.countAll<number | string>().as('count'))
        .where('type', '=', type)
        .where('log_id', '>=', since)
        .groupBy([dayOfLogId, 'connection']),
    );
    for (const { day, connection, count } of rows) {
      const by = connection === null ? undefined : { name: connection };
      counts.push({ day: Number(day), connection: by, kind: kinds[type], count: Number(count) });
    }
  }
  return counts;
}

async function countReads(read: BoundedRead, db: Db, since: string): Promise<ActivityCount[]> {
  const rows = await read(
    db
      .selectFrom('token_reads')
      .select([dayOfLogId.as('day'), 'connection'])
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .where('log_id', '>=', since)
      .groupBy([dayOfLogId, 'connection']),
  );
  return rows.map(({ day, connection, count }) => ({
    ...{ day: Number(day), connection: { name: connection }, count: Number(count) },
    kind: 'token_reads' as const,
  }));
}

async function countRefreshes(read: BoundedRead, db: Db, sinceDay: number): Promise<ActivityCount[]> {
  const rows = await read(db.selectFrom('refresh_counts').selectAll().where('day', '>=', sinceDay));
  return rows.flatMap(({ day, connection_id: id, succeeded, failed }) => [
    { day, connection: { id }, kind: 'refreshes' as const, count: Number(succeeded) },
    { day, connection: { id }, kind: 'failed_refreshes' as const, count: Number(failed) },
  ]);
}

/**
 * What happened since a day, as far back as the logs are kept.
 * @param since log id of the beginning of that day
 * @throws {OutOfTime}
 */
export async function countActivity(
  { db, readBounded }: Store,
  { sinceDay, since, milliseconds }: { sinceDay: number; since: string; milliseconds: number },
): Promise<ActivityCount[]> {
  return readBounded(milliseconds, async (read) => [
    ...(await countLogged(read, db, since)),
    ...(await countReads(read, db, since)),
    ...(await countRefreshes(read, db, sinceDay)),
  ]);
}
