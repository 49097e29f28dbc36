import type { DashboardSession } from '../../../administrators/index.ts';
import type { DashboardEndpoint } from '../../../contract/index.ts';
import { proveTokenRead, type TokenReadProof, tokenReadScope } from '../../../vault/index.ts';

/**
 * The proof for the few operations of the dashboard that use a user's token, for who was let in to them: never for
 * refresh tokens, and in the log of token reads under the administrator's own name.
 */
export function proveDashboardRead(
  { readsIdpToken }: DashboardEndpoint,
  session: DashboardSession | undefined,
  requestId: string,
): TokenReadProof | undefined {
  if (!readsIdpToken || !session) return undefined;
  return proveTokenRead({
    // No client can be called so: its ids have no colon.
    clientId: `valetkey:${session.administratorId}`,
    scopes: new Set([tokenReadScope]),
    requestId,
    limits: { refreshTokens: false },
  });
}
