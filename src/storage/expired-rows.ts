import type { Db } from './tables.ts';

/** Milliseconds that a spent refresh token is remembered, so that its reuse ends the family: a month. */
const spentFor = 30 * 86_400_000;

/** Milliseconds that ids are kept longer than needed: a node whose clock is behind still takes what they stand for. */
const grace = 10 * 60_000;

/** Removes what nobody can use any more. Each statement is small and on an index; run it every few minutes. */
export async function removeExpiredRows(db: Db, now: number): Promise<void> {
  await db.deleteFrom('login_transactions').where('expires_at', '<', now).execute();
  await db.deleteFrom('reconnect_tickets').where('expires_at', '<', now).execute();
  await db.deleteFrom('access_tokens').where('expires_at', '<', now).execute();
  await db.deleteFrom('sessions').where('expires_at', '<', now).execute();
  await db
    .deleteFrom('revoked_tokens')
    .where('expires_at', '<', now - grace)
    .execute();
  await db.deleteFrom('pushed_requests').where('expires_at', '<', now).execute();
  await db.deleteFrom('jobs').where('expires_at', '<', now).execute();
  await db
    .deleteFrom('used_ids')
    .where('expires_at', '<', now - grace)
    .execute();
  await db.deleteFrom('administrator_sessions').where('expires_at', '<', now).execute();
  await db.deleteFrom('administrator_tokens').where('expires_at', '<', now).execute();
  await db.deleteFrom('administrator_invitations').where('expires_at', '<', now).execute();
  await db.deleteFrom('passkey_challenges').where('expires_at', '<', now).execute();
  await db.deleteFrom('connection_tries').where('expires_at', '<', now).execute();
  await db
    .deleteFrom('refresh_tokens')
    .where('rotated_at', '<', now - spentFor)
    .execute();
  await db.deleteFrom('authorizations').where('expires_at', '<', now).execute();
}
