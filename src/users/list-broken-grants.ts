import { isoDate, ValetkeyError } from '../base/index.ts';
import type { BrokenIdpGrants } from '../contract/index.ts';
import { type BrokenGrant, countBrokenGrants, listBrokenGrants as listRecords } from '../storage/index.ts';
import type { Vault } from '../vault/index.ts';

export interface BrokenGrantWish {
  readonly reason?: string | undefined;
  /** `next` of the page before. */
  readonly from?: string | undefined;
  readonly take: number;
}

function readPlace(from: string | undefined) {
  if (from === undefined) return undefined;
  const [, since, identityId] = /^(\d{1,15})\.([\w-]+)$/.exec(from) ?? [];
  if (since === undefined || identityId === undefined) {
    throw new ValetkeyError('invalid_query_string', {
      description: "Query validation error: 'Expected next of the page before' on property from.",
    });
  }
  return { since: Number(since), identityId };
}

function present({ userId, connection, provider, idpUserId, reason, since }: BrokenGrant) {
  return { user_id: userId, connection, provider, identity_user_id: idpUserId, reason, since: isoDate(since) };
}

/** The grants that only their users can bring back, the newest first, and how many there are for each reason. */
export async function listBrokenGrants(
  vault: Vault,
  { reason, from, take }: BrokenGrantWish,
): Promise<BrokenIdpGrants> {
  const { db } = vault.tenant.store;
  const records = await listRecords(db, { reason, after: readPlace(from), limit: take });
  const last = records.length === take ? records.at(-1) : undefined;
  return {
    counts: Object.fromEntries(await countBrokenGrants(db)),
    grants: records.map(present),
    ...(last && { next: `${last.since}.${last.identityId}` }),
  };
}
