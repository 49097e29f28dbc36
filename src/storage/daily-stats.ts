import type { Db } from './tables.ts';

export interface DailyStat {
  /** YYYYMMDD, in UTC. */
  date: string;
  logins: number;
  signups: number;
}

export interface DailyStatRecord extends DailyStat {
  createdAt: number;
  updatedAt: number;
}

/** Adds to what was counted for that day before. */
export async function addDailyStat(db: Db, { date, logins, signups }: DailyStat, now: number): Promise<void> {
  await db
    .insertInto('daily_stats')
    .values({ date, logins, signups, created_at: now, updated_at: now })
    .onConflict((c) =>
      c.column('date').doUpdateSet((eb) => ({
        logins: eb('daily_stats.logins', '+', eb.ref('excluded.logins')),
        signups: eb('daily_stats.signups', '+', eb.ref('excluded.signups')),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    )
    .execute();
}

/** Both days included, the oldest first. */
export async function listDailyStats(db: Db, from: string, to: string): Promise<DailyStatRecord[]> {
  const rows = await db
    .selectFrom('daily_stats')
    .selectAll()
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('date')
    .execute();
  return rows.map(({ date, logins, signups, created_at, updated_at }) => ({
    ...{ date, logins, signups },
    ...{ createdAt: created_at, updatedAt: updated_at },
  }));
}

/** Users who signed in since. */
export async function countActiveUsers(db: Db, since: number): Promise<number> {
  const row = await db
    .selectFrom('users')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('last_login', '>=', since)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
