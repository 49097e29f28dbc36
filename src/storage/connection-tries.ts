import { fromOptionalJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

export interface ConnectionTryRecord {
  tryId: string;
  connectionId: string;
  administratorId: string;
  expiresAt: number;
}

export async function insertConnectionTry(db: Db, record: ConnectionTryRecord): Promise<void> {
  await db
    .insertInto('connection_tries')
    .values({
      try_id: record.tryId,
      connection_id: record.connectionId,
      administrator_id: record.administratorId,
      result: null,
      expires_at: record.expiresAt,
    })
    .execute();
}

/** Keeps what came of it, once. It holds no token. */
export async function saveTryResult(db: Db, tryId: string, result: unknown): Promise<void> {
  await db
    .updateTable('connection_tries')
    .set({ result: toJson(result) })
    .where('try_id', '=', tryId)
    .where('result', 'is', null)
    .execute();
}

/** What came of a try, for who began it; undefined when there is none. */
export async function findConnectionTry(
  db: Db,
  { tryId, connectionId, administratorId }: Omit<ConnectionTryRecord, 'expiresAt'>,
  now: number,
): Promise<{ result: unknown } | undefined> {
  const row = await db
    .selectFrom('connection_tries')
    .select('result')
    .where('try_id', '=', tryId)
    .where('connection_id', '=', connectionId)
    .where('administrator_id', '=', administratorId)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row && { result: fromOptionalJson(row.result) };
}
