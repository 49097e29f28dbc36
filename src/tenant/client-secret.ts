import { open, Secret, ValetkeyError } from '../base/index.ts';
import { listClients } from '../storage/index.ts';
import { findReferred } from './client-references.ts';
import { clientSecretContext } from './clients.ts';
import type { Tenant } from './tenant.ts';

/**
 * The credentials of a client, for the operator at the console.
 * @throws {ValetkeyError} `invalid_request` when no client, or more than one, has this name or id.
 */
export async function readClientSecret(
  tenant: Tenant,
  nameOrId: string,
): Promise<{ clientId: string; name: string; secret?: Secret }> {
  const client = findReferred(await listClients(tenant.store.db), nameOrId, (description) => {
    throw new ValetkeyError('invalid_request', { description });
  });
  const { clientId, settings, secretSealed } = client!;
  const known = { clientId, name: String(settings.name) };
  if (!secretSealed) return known;
  return { ...known, secret: new Secret(open(tenant.keyring, clientSecretContext(tenant, clientId), secretSealed)) };
}
