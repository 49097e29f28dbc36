import type { Db } from './tables.ts';

export interface PushedRequestRecord {
  requestHash: string;
  clientId: string;
  sealed: Uint8Array;
  expiresAt: number;
}

export async function insertPushedRequest(db: Db, request: PushedRequestRecord): Promise<void> {
  await db
    .insertInto('pushed_requests')
    .values({
      request_hash: request.requestHash,
      client_id: request.clientId,
      sealed: request.sealed,
      expires_at: request.expiresAt,
    })
    .execute();
}

/** Takes a live request of this client: exactly one caller gets it, and another client cannot use it up. */
export async function consumePushedRequest(
  db: Db,
  { requestHash, clientId, now }: { requestHash: string; clientId: string; now: number },
): Promise<Uint8Array | undefined> {
  const row = await db
    .deleteFrom('pushed_requests')
    .where('request_hash', '=', requestHash)
    .where('client_id', '=', clientId)
    .where('expires_at', '>', now)
    .returning('sealed')
    .executeTakeFirst();
  return row?.sealed;
}
