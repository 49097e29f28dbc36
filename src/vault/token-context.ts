import type { SealContext } from '../base/index.ts';

/** The grant that a sealed token belongs to: who, at which IdP, through which connection. */
export interface GrantOwner {
  readonly tenantId: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly issuer: string;
  readonly subject: string;
}

/** The owner of an identity's grant. */
export function ownerOf(tenantId: string, { userId, connectionId, issuer, subject }: Omit<GrantOwner, 'tenantId'>) {
  return { tenantId, userId, connectionId, issuer, subject };
}

export type TokenKind = 'access_token' | 'refresh_token' | 'id_token';

/**
 * V-03: a sealed value copied to another owner, kind or version does not open.
 * @param binding for a refresh token: the settings it was obtained with, so that it opens for no others (T-E20)
 */
export function tokenContext(
  owner: GrantOwner,
  kind: TokenKind | 'data-key',
  version: number,
  binding: string | null = null,
): SealContext {
  const { tenantId, userId, connectionId, issuer, subject } = owner;
  const bound = kind === 'refresh_token' && binding !== null ? [binding] : [];
  return ['idp-token', tenantId, userId, connectionId, issuer, subject, kind, `${version}`, ...bound];
}
