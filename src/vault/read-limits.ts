import type { IdpTokenRecord } from '../storage/index.ts';
import { type Connection, isSwitchedOn, type TokenReadLimits } from '../tenant/index.ts';

/** Whether a client within these limits may have the access token of this grant. */
export function mayRead(limits: TokenReadLimits, connection: Connection | undefined, record: IdpTokenRecord): boolean {
  if (!connection || !isSwitchedOn(connection) || connection.settings.idp_tokens?.readable === false) return false;
  if (limits.connections && !limits.connections.has(connection.name)) return false;
  const { scopes } = limits;
  if (scopes === undefined) return true;
  const carried = record.scopesGranted ?? record.scopesRequested;
  // What an access token can do cannot be narrowed by us, so it is all or nothing; and where no scope is known, nobody
  // knows what it can do.
  return carried.length > 0 && carried.every((scope) => scopes.has(scope));
}
