import type { Db } from './tables.ts';

export interface LimitSlice {
  readonly key: string;
  /** Which window of time since 1970. */
  readonly window: number;
  /** What all nodes together may take in this window. */
  readonly total: number;
  /** What this node would like to have. */
  readonly wanted: number;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Takes a slice of a window's budget, or what is left of it; no two nodes are ever given the same. */
export async function takeLimitSlice(
  db: Db,
  { key, window, total, wanted, expiresAt }: LimitSlice,
): Promise<{ granted: number; taken: number }> {
  const first = Math.min(wanted, total);
  const row = await db
    .insertInto('limit_windows')
    .values({ limit_key: key, window_number: window, taken: first, granted: first, expires_at: expiresAt })
    .onConflict((c) =>
      c.columns(['limit_key', 'window_number']).doUpdateSet((eb) => {
        const left = eb(eb.val(total), '-', eb.ref('limit_windows.taken'));
        const granted = eb
          .case()
          .when(left, '>=', wanted)
          .then(eb.val(wanted))
          .when(left, '>', 0)
          .then(left)
          .else(eb.val(0))
          .end();
        return { granted, taken: eb('limit_windows.taken', '+', granted) };
      }),
    )
    .returning(['granted', 'taken'])
    .executeTakeFirstOrThrow();
  return { granted: Number(row.granted), taken: Number(row.taken) };
}

export async function removeLimitWindows(db: Db, now: number): Promise<void> {
  await db.deleteFrom('limit_windows').where('expires_at', '<', now).execute();
}
