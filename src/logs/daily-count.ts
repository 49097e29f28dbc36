import { isoDate } from '../base/index.ts';
import type { DailyStat } from '../storage/index.ts';
import type { LogEvent } from './log-event.ts';

/** Sign-ins and first sign-ins by day, between two writings. */
export interface DailyCount {
  add(events: readonly LogEvent[]): void;
  /** Hands over what was counted; what could not be saved is kept for the next time. */
  save(write: (stat: DailyStat) => Promise<void>): Promise<void>;
}

export function dayOf(time: number): string {
  return isoDate(time).slice(0, 10).replaceAll('-', '');
}

export function createDailyCount(): DailyCount {
  const days = new Map<string, { logins: number; signups: number }>();
  return {
    add(events) {
      for (const { type, at } of events) {
        if (type !== 's' && type !== 'ss') continue;
        const date = dayOf(at);
        const day = days.get(date) ?? { logins: 0, signups: 0 };
        day[type === 's' ? 'logins' : 'signups'] += 1;
        days.set(date, day);
      }
    },
    async save(write) {
      for (const [date, counted] of days) {
        // The entries are written already: a failure here must not have them written again.
        const saved = await write({ date, ...counted }).then(
          () => true,
          () => false,
        );
        if (saved) days.delete(date);
      }
    },
  };
}
