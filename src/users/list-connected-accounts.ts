import { isoDate } from '../base/index.ts';
import type { ConnectedAccount } from '../contract/index.ts';
import { findUserDetails } from '../storage/index.ts';
import { findConnectionById } from '../tenant/index.ts';
import { judgeGrant, type Vault } from '../vault/index.ts';

/**
 * The accounts at connections with `connected_accounts` whose grants are alive and can be refreshed; undefined when there
 * is no such user.
 */
export async function listConnectedAccounts(vault: Vault, userId: string): Promise<ConnectedAccount[] | undefined> {
  const { tenant } = vault;
  const details = await findUserDetails(tenant.store.db, userId, true);
  if (!details) return undefined;
  const accounts: ConnectedAccount[] = [];
  for (const { identity, tokens } of details.identities) {
    const connection = tokens && (await findConnectionById(tenant, identity.connectionId));
    if (!tokens || !connection?.settings.connected_accounts?.active) continue;
    const health = judgeGrant(tokens, connection, tenant.clock.now());
    if (!health.refreshable || health.state === 'revoked' || health.state === 'needs_reauthorization') continue;
    accounts.push({
      id: `cac_${identity.identityId}`,
      connection: identity.connection,
      connection_id: identity.connectionId,
      strategy: identity.provider,
      access_type: 'offline',
      scopes: [...health.scopes.granted],
      created_at: isoDate(tokens.obtainedAt),
    });
  }
  return accounts;
}
