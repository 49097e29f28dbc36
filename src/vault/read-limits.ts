import type { IdpTokenRecord } from '../storage/index.ts';
import type { Connection } from '../tenant/index.ts';

/** What one client may have of IdP tokens, below the tenant-wide scope. */
export interface TokenReadLimits {
  /** Names of connections; undefined for all. */
  readonly connections?: ReadonlySet<string>;
  /** Scopes of the IdP; a token that can do anything else is not given. Undefined for all. */
  readonly scopes?: ReadonlySet<string>;
  readonly refreshTokens: boolean;
}

/** Whether a client within these limits may have the access token of this grant. */
export function mayRead(limits: TokenReadLimits, connection: Connection | undefined, record: IdpTokenRecord): boolean {
  if (!connection || connection.settings.idp_tokens?.readable === false) return false;
  if (limits.connections && !limits.connections.has(connection.name)) return false;
  const { scopes } = limits;
  // What an access token can do cannot be narrowed by us, so it is all or nothing.
  return scopes === undefined || (record.scopesGranted ?? record.scopesRequested).every((scope) => scopes.has(scope));
}
