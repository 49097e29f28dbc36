import { Secret, seal, ValetkeyError } from '../base/index.ts';
import { longestTokenLifetime } from '../contract/index.ts';
import {
  changeClientCredentials,
  deleteClient,
  deleteClientGrant,
  findClientGrant,
  findClient as findClientRecord,
  insertRevokedToken,
  keepClientForAdmins,
  listRevokedTokens as listRecords,
  type RevokedTokenRecord,
} from '../storage/index.ts';
import { changeConfiguration } from './change-configuration.ts';
import { type Client, clientSecretContext, hashClientSecret, toClient } from './clients.ts';
import { isKeptForAdmins } from './kept-for-admins.ts';
import type { Tenant } from './tenant.ts';

/** Nothing happens when there is no such client: a second DELETE is answered as the first, as in Auth0. */
export async function removeClient(tenant: Tenant, clientId: string): Promise<void> {
  await changeConfiguration(tenant, (db) => deleteClient(db, clientId));
}

/** Nothing happens when there is no such grant. */
export async function removeClientGrant(tenant: Tenant, clientGrantId: string): Promise<void> {
  await changeConfiguration(tenant, async (db) => {
    const found = await findClientGrant(db, clientGrantId);
    if (found && isKeptForAdmins(tenant, found)) await keepClientForAdmins(db, found.clientId);
    await deleteClientGrant(db, clientGrantId);
  });
}

/**
 * Gives a client another secret; the old one is good for nothing at once.
 * @param endTokens also ends the tokens of the Management API that the client has
 * @throws {ValetkeyError} `inexistent_client`
 */
export async function rotateClientSecret(
  tenant: Tenant,
  clientId: string,
  endTokens: boolean,
): Promise<{ client: Client; secret: Secret }> {
  const text = tenant.ids.token(48);
  const secret = {
    hash: hashClientSecret(tenant, clientId, text),
    sealed: seal(tenant.keyring, clientSecretContext(tenant, clientId), text),
  };
  const record = await changeConfiguration(tenant, async (db) => {
    await changeClientCredentials(db, clientId, { secret, endTokens }, tenant.clock.now());
    return findClientRecord(db, clientId);
  });
  if (!record) throw new ValetkeyError('inexistent_client');
  return { client: toClient(record), secret: new Secret(text) };
}

/**
 * Ends the tokens of the Management API that a client has; it may get new ones with the secret that it has.
 * @throws {ValetkeyError} `inexistent_client`
 */
export async function endClientTokens(tenant: Tenant, clientId: string): Promise<void> {
  const change = { endTokens: true };
  const now = tenant.clock.now();
  if (!(await changeConfiguration(tenant, (db) => changeClientCredentials(db, clientId, change, now)))) {
    throw new ValetkeyError('inexistent_client');
  }
}

/** Ends one token of the Management API by its id. The audience is a note for whoever lists them: the id alone decides. */
export async function revokeToken(tenant: Tenant, jti: string, audience: string | null): Promise<void> {
  // The token itself is not at hand, and no token lives longer than this.
  const expiresAt = tenant.clock.now() + longestTokenLifetime * 1000;
  await changeConfiguration(tenant, (db) => insertRevokedToken(db, { jti, audience, expiresAt }));
}

export async function listRevokedTokens(tenant: Tenant): Promise<RevokedTokenRecord[]> {
  return listRecords(tenant.store.db, tenant.clock.now());
}

/** Whether this token was ended by its id. Out of memory, as long as no configuration changed. */
export async function isTokenRevoked(tenant: Tenant, jti: string): Promise<boolean> {
  const revoked = await tenant.configuration.read(
    'revoked-tokens',
    async () => new Set((await listRevokedTokens(tenant)).map((token) => token.jti)),
  );
  return revoked.has(jti);
}
