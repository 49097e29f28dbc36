import { ValetkeyError } from '../base/index.ts';
import { clientMembers, clientSettings, type ShownClient } from '../contract/index.ts';
import { type ClientRecord, findClient } from '../storage/index.ts';
import { openClientSecret, type Tenant, toClient } from '../tenant/index.ts';

const summary = ['client_id', 'tenant', 'name', 'global', 'description', 'app_type', 'logo_uri', 'is_first_party'];

/** Members that whoever may read clients may see. Any other could hold a secret: an add-on, a key, what nobody knows. */
const open: ReadonlySet<string> = new Set([...summary, ...Object.keys(clientSettings.shape), ...clientMembers]);

/** Which members of a client the scopes of the caller show; undefined for all. */
function visibleMembers(scopes: ReadonlySet<string>): ReadonlySet<string> | undefined {
  if (scopes.has('read:client_keys')) return undefined;
  if (scopes.has('read:clients') || scopes.has('create:clients') || scopes.has('update:clients')) return open;
  const credentials = scopes.has('read:client_credentials') ? ['client_authentication_methods'] : [];
  return new Set([...summary, ...credentials]);
}

/** A client as the Management API shows it; its secret only to whom may read client keys. */
export function presentClient(tenant: Tenant, record: ClientRecord, scopes: ReadonlySet<string>): ShownClient {
  const { clientId, settings } = toClient(record);
  const secret = scopes.has('read:client_keys') ? openClientSecret(tenant, record) : undefined;
  const all = {
    ...settings,
    tenant: tenant.id,
    global: false,
    client_id: clientId,
    ...(secret && { client_secret: secret.reveal() }),
  };
  const visible = visibleMembers(scopes);
  return visible ? Object.fromEntries(Object.entries(all).filter(([name]) => visible.has(name))) : all;
}

/**
 * Every tenant of Auth0 has a client for the tenant itself, and tools stop when there is none. Ours is only shown: it
 * has no secret and no grants, and nobody knows it where tokens are issued.
 */
export function presentGlobalClient(tenant: Tenant): ShownClient & { client_id: string } {
  const client_id = tenant
    .hash('global-client', tenant.id)
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .padEnd(32, '0')
    .slice(0, 32);
  return { client_id, tenant: tenant.id, name: 'All Applications', global: true, callbacks: [], grant_types: [] };
}

/** @throws {ValetkeyError} `inexistent_client` */
export async function requireClient(tenant: Tenant, clientId: string): Promise<ClientRecord> {
  const found = await findClient(tenant.store.db, clientId);
  if (!found) throw new ValetkeyError('inexistent_client');
  return found;
}
