import type { SealContext } from '../base/index.ts';

/** The grant that a sealed token belongs to: who, at which IdP, through which connection. */
export interface GrantOwner {
  readonly tenantId: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly issuer: string;
  readonly subject: string;
}

export type TokenKind = 'access_token' | 'refresh_token' | 'id_token';

/** V-03: a sealed value copied to another owner, kind or version does not open. */
export function tokenContext(owner: GrantOwner, kind: TokenKind | 'data-key', version: number): SealContext {
  return [
    'idp-token',
    owner.tenantId,
    owner.userId,
    owner.connectionId,
    owner.issuer,
    owner.subject,
    kind,
    `${version}`,
  ];
}
