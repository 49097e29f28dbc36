import type { IdpTokens } from '../../idp-client/index.ts';
import { type Db, supersedeRevocations } from '../../storage/index.ts';
import type { Connection } from '../../tenant/index.ts';
import { bindingOf } from '../connection-binding.ts';
import type { GrantOwner } from '../token-context.ts';
import type { Vault } from '../vault.ts';
import { queueRevocation } from './queue-revocation.ts';
import { wayOf } from './take-tokens.ts';

/** What was given up only because it was not needed any more; the others are to die whatever happens. */
const harmless: readonly string[] = ['user_deleted', 'identity_unlinked', 'connection_deleted', 'erased'];

/**
 * The user signed in again while an older grant of the same account still waits to be revoked. Many IdPs know one grant
 * for each user and client: revoking the old one would now kill the new one. Its tokens are erased here all the same.
 * Runs in the transaction of the sign-in.
 */
export async function dropPendingRevocations(
  { tenant }: Vault,
  db: Db,
  account: Pick<GrantOwner, 'connectionId' | 'issuer' | 'subject'>,
): Promise<void> {
  await supersedeRevocations(db, account, { reasons: harmless, now: tenant.clock.now() });
}

/** Tokens that the IdP gave for a grant which was given up while it was asked: they go the way of the grant. */
export async function discardTokens(
  vault: Vault,
  db: Db,
  { owner, connection }: { owner: GrantOwner; connection: Connection },
  tokens: IdpTokens,
): Promise<void> {
  const { accessToken, refreshToken, expiresIn, receivedAt } = tokens;
  const { strategy } = connection.provider;
  await queueRevocation(
    vault,
    db,
    {
      owner,
      connection: connection.name,
      provider: strategy,
      way: wayOf(strategy),
      binding: bindingOf(connection),
      reason: 'refreshed_too_late',
    },
    {
      accessToken,
      ...(refreshToken !== undefined && { refreshToken }),
      ...(expiresIn !== undefined && { accessTokenExpiresAt: receivedAt + expiresIn * 1000 }),
    },
  );
}
