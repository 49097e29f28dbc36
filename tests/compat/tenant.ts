import { api, oidcConnection, tenantFile, web } from '../broker/index.ts';
import type { TestIdp } from '../idps/index.ts';

/** Every scope that an operation of this journey asks for: an SDK is given one token for all of them. */
const scopes = [
  'read:users',
  'update:users',
  'delete:users',
  'read:user_idp_tokens',
  'read:clients',
  'create:clients',
  'update:clients',
  'delete:clients',
  'read:client_keys',
  'update:client_keys',
  'read:client_grants',
  'create:client_grants',
  'update:client_grants',
  'delete:client_grants',
  'read:connections',
  'create:connections',
  'update:connections',
  'delete:connections',
  'read:resource_servers',
  'create:resource_servers',
  'update:resource_servers',
  'delete:resource_servers',
  'read:tenant_settings',
  'update:tenant_settings',
  'read:logs',
  'read:signing_keys',
  'read:sessions',
  'read:refresh_tokens',
];

export const logoutUrl = 'http://127.0.0.1:9/bye';

/** The usual tenant, with an address of an application that really listens, and a backend that may do everything. */
export function compatTenant(
  idp: TestIdp,
  callbacks: readonly string[] = [],
  logoutUrls: readonly string[] = [],
): string {
  return tenantFile(oidcConnection('con1', idp))
    .replace(`callbacks: ['${web.callback}',`, `callbacks: [${[web.callback, ...callbacks].map((one) => `'${one}'`)},`)
    .replace(`['${logoutUrl}']`, `[${[logoutUrl, ...logoutUrls].map((one) => `'${one}'`)}]`)
    .replace("['read:users', 'read:user_idp_tokens', 'read:clients']", JSON.stringify(scopes))
    .replace(
      'clientGrants:',
      `clientGrants:
  - client_id: other
    audience: ${api}
    scope: ['read:things']`,
    );
}
