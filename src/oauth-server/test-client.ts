import { ValetkeyError } from '../base/index.ts';
import { isAdministratorTokenAlive } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';

/** The client of the API Explorer. Its tokens are issued to sessions of the dashboard, and to nobody else. */
export const testClientId = 'valetkey-api-explorer';

/**
 * A token of the test client is as good as the session that it was issued to, on every node. One that came another way,
 * by a secret that somebody gave the client, belongs to no session.
 * @throws {ValetkeyError} `invalid_token`
 */
export async function refuseWithoutSession(tenant: Tenant, clientId: string, tokenId: unknown): Promise<void> {
  if (clientId !== testClientId) return;
  const { store, clock } = tenant;
  if (typeof tokenId === 'string' && (await isAdministratorTokenAlive(store.db, tokenId, clock.now()))) return;
  throw new ValetkeyError('invalid_token', { detail: 'the session of its administrator is over' });
}
