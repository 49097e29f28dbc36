import type { KeyRotationTable } from './dashboard-tables.ts';
import type { Db } from './tables.ts';

export interface KeyRotationRecord {
  rotationId: string;
  state: KeyRotationTable['state'];
  keyId: string | null;
  moved: number;
  total: number;
  damaged: number;
  error: string | null;
  startedAt: number;
  seenAt: number;
  finishedAt: number | null;
}

export async function findKeyRotation(db: Db): Promise<KeyRotationRecord | undefined> {
  const row = await db.selectFrom('key_rotations').selectAll().executeTakeFirst();
  return (
    row && {
      rotationId: row.rotation_id,
      state: row.state,
      keyId: row.key_id,
      moved: row.moved,
      total: row.total,
      damaged: row.damaged,
      error: row.error,
      startedAt: row.started_at,
      seenAt: row.seen_at,
      finishedAt: row.finished_at,
    }
  );
}

/** Begins a rotation, unless one runs that was heard of since: true for exactly one caller. */
export async function beginKeyRotation(
  db: Db,
  { rotationId, now, heardOfSince }: { rotationId: string; now: number; heardOfSince: number },
): Promise<boolean> {
  const fresh = {
    ...{ rotation_id: rotationId, state: 'running' as const, key_id: null, error: null, finished_at: null },
    ...{ moved: 0, total: 0, damaged: 0, started_at: now, seen_at: now },
  };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('key_rotations')
    .values({ singleton: 1, ...fresh })
    .onConflict((c) =>
      c
        .column('singleton')
        .doUpdateSet(fresh)
        .where((eb) =>
          eb.or([eb('key_rotations.state', '!=', 'running'), eb('key_rotations.seen_at', '<', heardOfSince)]),
        ),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Says how far it is; nothing when another one has begun meanwhile. */
export async function noteKeyRotation(
  db: Db,
  rotationId: string,
  changes: Partial<Omit<KeyRotationRecord, 'rotationId' | 'startedAt' | 'seenAt'>>,
  now: number,
): Promise<void> {
  const { state, keyId, moved, total, damaged, error, finishedAt } = changes;
  await db
    .updateTable('key_rotations')
    .set({
      ...(state !== undefined && { state }),
      ...(keyId !== undefined && { key_id: keyId }),
      ...(moved !== undefined && { moved }),
      ...(total !== undefined && { total }),
      ...(damaged !== undefined && { damaged }),
      ...(error !== undefined && { error }),
      ...(finishedAt !== undefined && { finished_at: finishedAt }),
      seen_at: now,
    })
    .where('rotation_id', '=', rotationId)
    .execute();
}
