import type { ResourceServer } from '../../tenant/index.ts';
import type { JwtType } from './jwt.ts';

export interface Dialect {
  readonly typ: JwtType;
  /** RFC 9068 names the client in `client_id`, Auth0's own form in `azp`. */
  readonly isProfile: boolean;
  /** Whether the claim `permissions` is in it. */
  readonly hasPermissions: boolean;
}

/** How the tokens of an API look: its `token_dialect`, in Auth0's words. */
export function describeDialect({ settings }: ResourceServer): Dialect {
  const { token_dialect: name = 'access_token' } = settings;
  const isProfile = name.startsWith('rfc9068_profile');
  return { typ: isProfile ? 'at+jwt' : 'JWT', isProfile, hasPermissions: name.endsWith('_authz') };
}
