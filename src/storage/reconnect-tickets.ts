import type { ReconnectTicketTable } from './grant-tables.ts';
import type { Db } from './tables.ts';

/** A link by which a user renews the grant of one identity. */
export interface ReconnectTicketRecord {
  ticketHash: string;
  identityId: string;
  /** Whose identity it was when the link was made. */
  userId: string;
  /** The application that the page names. */
  clientId: string | null;
  resultUrl: string | null;
  expiresAt: number;
}

function toRecord(row: ReconnectTicketTable): ReconnectTicketRecord {
  return {
    ticketHash: row.ticket_hash,
    identityId: row.identity_id,
    userId: row.user_id,
    clientId: row.client_id,
    resultUrl: row.result_url,
    expiresAt: row.expires_at,
  };
}

/** Keeps the link; an older one for the same identity ends. */
export async function saveReconnectTicket(db: Db, ticket: ReconnectTicketRecord): Promise<void> {
  const row = {
    ticket_hash: ticket.ticketHash,
    user_id: ticket.userId,
    client_id: ticket.clientId,
    result_url: ticket.resultUrl,
    expires_at: ticket.expiresAt,
  };
  await db
    .insertInto('reconnect_tickets')
    .values({ ...row, identity_id: ticket.identityId })
    .onConflict((c) => c.column('identity_id').doUpdateSet(row))
    .execute();
}

/** Looks at a live link without using it up. */
export async function findReconnectTicket(
  db: Db,
  ticketHash: string,
  now: number,
): Promise<ReconnectTicketRecord | undefined> {
  const row = await db
    .selectFrom('reconnect_tickets')
    .selectAll()
    .where('ticket_hash', '=', ticketHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** Uses a live link up: true for exactly one caller. */
export async function consumeReconnectTicket(db: Db, ticketHash: string, now: number): Promise<boolean> {
  const row = await db
    .deleteFrom('reconnect_tickets')
    .where('ticket_hash', '=', ticketHash)
    .where('expires_at', '>', now)
    .returning('ticket_hash')
    .executeTakeFirst();
  return row !== undefined;
}
