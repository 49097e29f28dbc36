import type { LoginTransactionTable } from './oauth-tables.ts';
import type { Db } from './tables.ts';

export interface LoginTransactionRecord {
  transactionHash: string;
  kind: LoginTransactionTable['kind'];
  browserHash: string;
  sealed: Uint8Array;
  expiresAt: number;
}

export async function insertLoginTransaction(db: Db, record: LoginTransactionRecord): Promise<void> {
  await db
    .insertInto('login_transactions')
    .values({
      transaction_hash: record.transactionHash,
      kind: record.kind,
      browser_hash: record.browserHash,
      sealed: record.sealed,
      expires_at: record.expiresAt,
    })
    .execute();
}

interface LoginTransactionKey {
  transactionHash: string;
  kind: LoginTransactionTable['kind'];
  browserHash: string;
  now: number;
}

/** Looks at a live transaction of this browser without using it up. */
export async function findLoginTransaction(db: Db, key: LoginTransactionKey): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('login_transactions')
    .select('sealed')
    .where('transaction_hash', '=', key.transactionHash)
    .where('kind', '=', key.kind)
    .where('browser_hash', '=', key.browserHash)
    .where('expires_at', '>', key.now)
    .executeTakeFirst();
  return row?.sealed;
}

/** Takes a live transaction of this browser: exactly one caller gets it, and another browser cannot use it up. */
export async function consumeLoginTransaction(db: Db, key: LoginTransactionKey): Promise<Uint8Array | undefined> {
  const row = await db
    .deleteFrom('login_transactions')
    .where('transaction_hash', '=', key.transactionHash)
    .where('kind', '=', key.kind)
    .where('browser_hash', '=', key.browserHash)
    .where('expires_at', '>', key.now)
    .returning('sealed')
    .executeTakeFirst();
  return row?.sealed;
}
