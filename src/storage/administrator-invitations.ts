import type { AdministratorInvitationTable } from './administrator-tables.ts';
import type { Db } from './tables.ts';

export interface InvitationRecord {
  invitationId: string;
  tokenHash: string;
  kind: AdministratorInvitationTable['kind'];
  role: AdministratorInvitationTable['role'];
  email: string | null;
  createdBy: string | null;
  createdAt: number;
  expiresAt: number;
}

function toRecord(row: AdministratorInvitationTable): InvitationRecord {
  return {
    invitationId: row.invitation_id,
    tokenHash: row.token_hash,
    kind: row.kind,
    role: row.role,
    email: row.email,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}

export async function insertInvitation(db: Db, invitation: InvitationRecord): Promise<void> {
  await db
    .insertInto('administrator_invitations')
    .values({
      invitation_id: invitation.invitationId,
      token_hash: invitation.tokenHash,
      kind: invitation.kind,
      role: invitation.role,
      email: invitation.email,
      created_by: invitation.createdBy,
      created_at: invitation.createdAt,
      expires_at: invitation.expiresAt,
    })
    .execute();
}

export async function findInvitation(db: Db, tokenHash: string, now: number): Promise<InvitationRecord | undefined> {
  const row = await db
    .selectFrom('administrator_invitations')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row && toRecord(row);
}

/** Takes the invitation: exactly one caller gets it. */
export async function consumeInvitation(db: Db, tokenHash: string, now: number): Promise<InvitationRecord | undefined> {
  const row = await db
    .deleteFrom('administrator_invitations')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  return row && toRecord(row);
}

/** Those that an administrator made; links of the server itself are nobody's to see. */
export async function listInvitations(db: Db, now: number): Promise<(InvitationRecord & { creator: string | null })[]> {
  const rows = await db
    .selectFrom('administrator_invitations')
    .leftJoin('administrators', 'administrators.administrator_id', 'administrator_invitations.created_by')
    .selectAll('administrator_invitations')
    .select('administrators.name as creator')
    .where('kind', '=', 'invitation')
    .where('expires_at', '>', now)
    .orderBy('administrator_invitations.created_at')
    .orderBy('invitation_id')
    .execute();
  return rows.map((row) => ({ ...toRecord(row), creator: row.creator }));
}

/** Links that are for one address, of every kind. */
export async function listAddressedInvitations(db: Db): Promise<{ invitationId: string; email: string }[]> {
  return db
    .selectFrom('administrator_invitations')
    .select(['invitation_id as invitationId', 'email'])
    .where('email', 'is not', null)
    .$narrowType<{ email: string }>()
    .execute();
}

export async function deleteInvitations(
  db: Db,
  which:
    | { readonly invitationId: string }
    | { readonly kind: InvitationRecord['kind'] }
    | { readonly createdBy: string },
): Promise<number> {
  const [column, value] =
    'kind' in which
      ? (['kind', which.kind] as const)
      : 'createdBy' in which
        ? (['created_by', which.createdBy] as const)
        : (['invitation_id', which.invitationId] as const);
  const { numDeletedRows } = await db
    .deleteFrom('administrator_invitations')
    .where(column, '=', value)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
