import { isoDate } from '../base/index.ts';
import type { GrantEvent } from '../contract/index.ts';
import { appendGrantEvent, type Db, listGrantsOf } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { type HealthChange, judgeGrant } from '../vault/index.ts';

/** Ids that sort by the time they were made, so that lists can be paged by them. */
function createEventId({ ids }: Tenant, at: number): string {
  return `evt_${at.toString(36).padStart(9, '0')}${ids.alphanumeric(12)}`;
}

/** An event about one grant, for every webhook that wants to know. */
async function recordEvent(
  tenant: Tenant,
  db: Db,
  identityId: string,
  about: { readonly type: GrantEvent['type']; readonly reason?: string | undefined; readonly administratorId?: string },
): Promise<void> {
  const [grant] = await listGrantsOf(db, [identityId]);
  if (!grant) return;
  const { identity, tokens } = grant;
  const at = tenant.clock.now();
  // Without the connection, which only a look outside this transaction could find: it says nothing about a change.
  const { state, reason = about.reason, scopes } = judgeGrant(tokens, undefined, at);
  const event: GrantEvent = {
    id: createEventId(tenant, at),
    type: about.type,
    timestamp: isoDate(at),
    data: {
      user_id: identity.userId,
      connection: identity.connection,
      provider: identity.provider,
      identity_user_id: identity.idpUserId,
      state,
      ...(reason !== undefined && { reason }),
      scopes,
      ...(about.administratorId !== undefined && { administrator_id: about.administratorId }),
    },
  };
  const { id: eventId, type } = event;
  await appendGrantEvent(db, { eventId, at, type, userId: identity.userId, payload: JSON.stringify(event) });
}

/**
 * Writes down that a grant broke or recovered. Runs in the transaction that made it so: what did not happen is never
 * told, and what did is told however the process ends.
 */
export async function recordHealthChange(tenant: Tenant, db: Db, change: HealthChange): Promise<void> {
  const { kind, identityId, reason } = change;
  await recordEvent(tenant, db, identityId, { type: `idp_grant.${kind}`, reason });
}

/** V-15: an administrator is about to look at a token. Told before it is opened. */
export async function recordReveal(tenant: Tenant, identityId: string, administratorId: string): Promise<void> {
  await tenant.store.transaction((db) =>
    recordEvent(tenant, db, identityId, { type: 'idp_token.revealed', administratorId }),
  );
}
