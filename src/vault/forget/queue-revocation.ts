import { open, Secret, seal, wrappingKeyId } from '../../base/index.ts';
import { type ClaimedRevocation, type Db, insertRevocation, type SealedRevocation } from '../../storage/index.ts';
import type { GrantOwner } from '../token-context.ts';
import type { Vault } from '../vault.ts';

/** What an IdP wants to see before it takes a grant back. */
export interface RevocationTokens {
  readonly refreshToken?: string;
  readonly accessToken?: string;
  /** Milliseconds since 1970; missing when it lives on. */
  readonly accessTokenExpiresAt?: number;
}

/** The grant that is to be taken back. */
export interface GivenUpGrant {
  readonly owner: GrantOwner;
  /** Name of the connection, and its strategy. */
  readonly connection: string;
  readonly provider: string;
  readonly way: string;
  readonly binding: string | null;
  /** Why, in a word. */
  readonly reason: string;
}

/** A row moved to another revocation, account or client does not open: its token goes where it came from or nowhere. */
export function contextOf(
  tenantId: string,
  place: { revocationId: string; connectionId: string; binding: string | null },
) {
  return ['idp-revocation', tenantId, place.revocationId, place.connectionId, place.binding ?? ''];
}

export function sealTokens(
  { tenant }: Vault,
  place: Parameters<typeof contextOf>[1],
  tokens: RevocationTokens,
): SealedRevocation {
  const sealed = seal(tenant.keyring, contextOf(tenant.id, place), JSON.stringify(tokens));
  return { keyId: wrappingKeyId(sealed), sealed };
}

/** @throws {ValetkeyError} `sealed_value_damaged` or `key_unknown`. */
export function openTokens({ tenant }: Vault, { record, sealed }: ClaimedRevocation): RevocationTokens {
  return JSON.parse(open(tenant.keyring, contextOf(tenant.id, record), sealed));
}

export function secretOf(token: string | undefined): Secret | undefined {
  return token === undefined ? undefined : new Secret(token);
}

/** Ids that sort by the time they were made, so that lists can be paged by them. */
function createRevocationId({ tenant }: Vault): string {
  return `rev_${tenant.clock.now().toString(36).padStart(9, '0')}${tenant.ids.alphanumeric(12)}`;
}

/**
 * Notes in the caller's transaction that a grant is to be taken back at its IdP, due at once.
 * @param tokens undefined when they could not be opened: then the row only tells that it cannot be done
 */
export async function queueRevocation(
  vault: Vault,
  db: Db,
  grant: GivenUpGrant,
  tokens: RevocationTokens | undefined,
): Promise<void> {
  const now = vault.tenant.clock.now();
  const { userId, connectionId, issuer, subject } = grant.owner;
  const revocationId = createRevocationId(vault);
  const { binding, connection, provider, way, reason } = grant;
  const account = { userId, connectionId, connection, provider, issuer, subject, binding, way, reason };
  const times = { createdAt: now, lastAttemptAt: null, attempts: 0 };
  await insertRevocation(
    db,
    tokens
      ? { revocationId, ...account, ...times, state: 'pending', outcome: null, nextAttemptAt: now, finishedAt: null }
      : {
          revocationId,
          ...account,
          ...times,
          state: 'failed',
          outcome: 'token_unreadable',
          nextAttemptAt: null,
          finishedAt: now,
        },
    tokens && sealTokens(vault, { revocationId, connectionId, binding }, tokens),
  );
}
