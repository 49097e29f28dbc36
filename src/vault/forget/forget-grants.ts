import { createDataKey, wrappingKeyId } from '../../base/index.ts';
import { type Db, deleteGrant, emptyGrant, type IdentityGrant, listGrantsOf } from '../../storage/index.ts';
import { ownerOf, tokenContext } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import { queueRevocation } from './queue-revocation.ts';
import { takeTokens, wayOf } from './take-tokens.ts';

/** What is needed to take the grant back moves into the queue, sealed anew; where nothing lives there is nothing to do. */
async function giveUp(vault: Vault, db: Db, grant: IdentityGrant, reason: string): Promise<void> {
  const { identity, tokens: record } = grant;
  const owner = ownerOf(vault.tenant.id, identity);
  const way = wayOf(identity.provider);
  const taken = takeTokens(vault, owner, record, way);
  if (taken.outcome === 'nothing-lives') return;
  const { connection, provider } = identity;
  const given = { owner, connection, provider, way, binding: record.binding, reason };
  await queueRevocation(vault, db, given, taken.outcome === 'taken' ? taken.tokens : undefined);
}

/**
 * Gives up the grants of identities that go away: queues their revocation at the IdP and erases the records with their
 * data keys (V-19). Runs in the caller's transaction, before the identities are deleted.
 * @param reason a word for the list of revocations: `user_deleted`, `identity_unlinked`, `connection_deleted`
 * @returns how many grants were erased: fewer than the identities where another was quicker
 * @throws {WriteConflict} when a grant was written meanwhile; run in `Store.transaction`, which does it again.
 */
export async function forgetGrants(
  vault: Vault,
  db: Db,
  identityIds: readonly string[],
  reason: string,
): Promise<number> {
  const grants = await listGrantsOf(db, identityIds);
  for (const grant of grants) {
    await giveUp(vault, db, grant, reason);
    await deleteGrant(db, grant.tokens);
  }
  return grants.length;
}

/**
 * Takes back the grants of identities that stay: queues their revocation at the IdP and erases tokens and data key;
 * what stays is a record without a secret, so that the health says `revoked` and why. A sign-in makes a new grant.
 * Runs in the caller's transaction. A grant that is revoked already is left as it is.
 * @param reason a word for the health of the grant and the list of revocations
 * @throws {WriteConflict} when a grant was written meanwhile; run in `Store.transaction`, which does it again.
 */
export async function revokeGrants(
  vault: Vault,
  db: Db,
  identityIds: readonly string[],
  reason: string,
): Promise<void> {
  const { keyring, clock } = vault.tenant;
  for (const grant of await listGrantsOf(db, identityIds)) {
    const { tokens: record } = grant;
    if (record.health === 'revoked') continue;
    await giveUp(vault, db, grant, reason);
    const context = tokenContext(ownerOf(vault.tenant.id, grant.identity), 'data-key', record.version + 1);
    const { wrapped: wrappedKey } = createDataKey(keyring, context);
    await emptyGrant(db, record, { reason, now: clock.now(), keyId: wrappingKeyId(wrappedKey), wrappedKey });
    if (record.health === 'ok') {
      await vault.onHealthChange(db, { kind: 'broken', identityId: record.identityId, reason });
    }
  }
}
