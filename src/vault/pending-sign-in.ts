import { open, seal, ValetkeyError } from '../base/index.ts';
import type { IdpSignIn } from '../idp-client/index.ts';
import type { Tenant } from '../tenant/index.ts';
import type { GrantOwner } from './token-context.ts';

/** A copy in another transaction, or for another user, account or session, does not open. */
function contextOf({ tenantId, userId, connectionId, issuer, subject }: GrantOwner, sid: string) {
  return ['pending-sign-in', tenantId, userId, connectionId, issuer, subject, sid];
}

/**
 * What an IdP gave for an account that its user is still to say yes to, as text for the transaction that waits for it.
 * @param owner whose it will be
 */
export function sealSignIn({ keyring }: Tenant, owner: GrantOwner, sid: string, answer: IdpSignIn): string {
  const { tokens, profile } = answer;
  return Buffer.from(seal(keyring, contextOf(owner, sid), JSON.stringify({ tokens, profile }))).toString('base64');
}

/** Undefined when it does not open: then the user starts again. */
export function openSignIn({ keyring }: Tenant, owner: GrantOwner, sid: string, sealed: string): IdpSignIn | undefined {
  try {
    const text = open(keyring, contextOf(owner, sid), Buffer.from(sealed, 'base64'));
    const { issuer, subject } = owner;
    return { ...(JSON.parse(text) as Pick<IdpSignIn, 'tokens' | 'profile'>), issuer, subject, raw: { extra: {} } };
  } catch (error) {
    if (error instanceof ValetkeyError) return undefined;
    throw error;
  }
}
