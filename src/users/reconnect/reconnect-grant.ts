import { ValetkeyError } from '../../base/index.ts';
import type { IdpSignIn } from '../../idp-client/index.ts';
import { consumeReconnectTicket, type Db, findIdpTokens, lockUsers } from '../../storage/index.ts';
import { judgeGrant, type Vault } from '../../vault/index.ts';
import { keepSignInTokens } from '../sign-in.ts';
import { findReconnect, type Reconnect } from './find-reconnect.ts';

/** Whether the account at the IdP is the one that the link was made for: by connection, issuer and subject alone. */
export function isExpectedAccount({ identity }: Reconnect, { issuer, subject }: IdpSignIn): boolean {
  return identity.issuer === issuer && identity.subject === subject;
}

/**
 * Keeps what the IdP gave for the account that the link was made for. Nobody is signed in by it, and the profile stays
 * as it is. The link is used up once the grant works; while scopes are missing its user may try again. Runs in the
 * caller's transaction.
 * @throws {ValetkeyError} as `findReconnect`, and `identity_conflict` for another account
 */
export async function reconnectGrant(
  vault: Vault,
  db: Db,
  ticketHash: string,
  { answer, scopesRequested }: { readonly answer: IdpSignIn; readonly scopesRequested: readonly string[] },
): Promise<'works' | 'scopes-missing'> {
  const { userId } = (await findReconnect(vault, ticketHash, db)).ticket;
  await lockUsers(db, [userId]);
  // Read again under the lock: the account may have been unlinked, or its user blocked, in between.
  const reconnect = await findReconnect(vault, ticketHash, db);
  if (!isExpectedAccount(reconnect, answer)) throw new ValetkeyError('identity_conflict');
  const { identity, connection } = reconnect;
  await keepSignInTokens(vault, db, { connection, answer, scopesRequested }, identity);
  const now = vault.tenant.clock.now();
  const kept = await findIdpTokens(db, identity.identityId);
  if (kept && judgeGrant(kept, connection, now).state === 'partial') return 'scopes-missing';
  if (!(await consumeReconnectTicket(db, ticketHash, now))) throw new ValetkeyError('ticket_unknown');
  return 'works';
}
