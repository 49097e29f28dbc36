import { open, Secret, ValetkeyError } from '../base/index.ts';
import { type ClientRecord, listClients } from '../storage/index.ts';
import { findReferred } from './client-references.ts';
import { clientSecretContext } from './clients.ts';
import type { Tenant } from './tenant.ts';

async function resolveClient(tenant: Tenant, nameOrId: string): Promise<ClientRecord> {
  return findReferred(await listClients(tenant.store.db), nameOrId, (description) => {
    throw new ValetkeyError('invalid_request', { description });
  })!;
}

/**
 * The id of a client that an operator at the console names.
 * @throws {ValetkeyError} `invalid_request` when no client, or more than one, has this name or id.
 */
export async function findClientId(tenant: Tenant, nameOrId: string): Promise<string> {
  return (await resolveClient(tenant, nameOrId)).clientId;
}

/** The secret of a client, which it may not have. */
export function openClientSecret(tenant: Tenant, { clientId, secretSealed }: ClientRecord): Secret | undefined {
  if (!secretSealed) return undefined;
  return new Secret(open(tenant.keyring, clientSecretContext(tenant, clientId), secretSealed));
}

/**
 * The credentials of a client, for the operator at the console.
 * @throws {ValetkeyError} `invalid_request` when no client, or more than one, has this name or id.
 */
export async function readClientSecret(
  tenant: Tenant,
  nameOrId: string,
): Promise<{ clientId: string; name: string; secret?: Secret }> {
  const client = await resolveClient(tenant, nameOrId);
  const secret = openClientSecret(tenant, client);
  return { clientId: client.clientId, name: String(client.settings.name), ...(secret && { secret }) };
}
