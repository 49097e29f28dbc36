import { isoDate } from '../base/index.ts';
import { getActiveUsers, getDailyStats } from '../contract/index.ts';
import { countUsersOfMonth, listDays } from '../logs/index.ts';
import { answer, type Operation, serve } from './request.ts';

const toDate = (day: string) => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00.000Z`;

export const statsOperations: readonly Operation[] = [
  serve(getActiveUsers, async ({ vault }) => answer(200, await countUsersOfMonth(vault.tenant))),

  serve(getDailyStats, async ({ vault, query, log }) => {
    await log.flush();
    const days = await listDays(vault.tenant, query);
    return answer(
      200,
      days.map(({ date, logins, signups, createdAt, updatedAt }) => ({
        ...{ date: toDate(date), logins, signups, leaked_passwords: 0 },
        ...{ created_at: isoDate(createdAt), updated_at: isoDate(updatedAt) },
      })),
    );
  }),
];
