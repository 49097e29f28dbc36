import { z } from 'zod';

export const roles = ['admin', 'editor', 'viewer', 'support'] as const;
export type Role = (typeof roles)[number];
export const role = z.enum(roles).describe('What the administrator may do.');

/** For dashboard endpoints: whoever may change the configuration. */
export const editors = ['admin', 'editor'] as const satisfies readonly Role[];

/** Scopes that no dashboard session ever has: IdP tokens are for backends. */
const never: ReadonlySet<string> = new Set(['read:user_idp_tokens']);

/** What opens or makes a credential: a secret of a client or a connection, a key. */
const secretScopes: ReadonlySet<string> = new Set(['read:client_keys', 'read:connections_options']);

/** Of the tenant as a whole, its keys above all. */
const adminScopes: readonly RegExp[] = [
  /:signing_keys$/,
  /^(?:update|create|delete):(?:tenant_settings|encryption_keys|custom_domains)$/,
];

const supportScopes: ReadonlySet<string> = new Set([
  ...['read:users', 'read:logs', 'read:logs_users', 'read:sessions', 'read:refresh_tokens', 'read:grants'],
  ...['read:device_credentials', 'read:user_custom_blocks', 'read:stats'],
  ...['delete:sessions', 'delete:refresh_tokens', 'create:user_tickets'],
]);

const mayHave: Readonly<Record<Role, (scope: string) => boolean>> = {
  admin: () => true,
  editor: (scope) => scope.startsWith('read:') || !adminScopes.some((pattern) => pattern.test(scope)),
  viewer: (scope) => scope.startsWith('read:') && !secretScopes.has(scope),
  support: (scope) => supportScopes.has(scope),
};

/**
 * The scopes that a role has at the Management API.
 * @param served scopes of the operations that are served
 */
export function scopesOfRole(name: Role, served: Iterable<string>): string[] {
  const isUsersOwn = (scope: string) => scope.includes(':current_user');
  const all = [...new Set(served), 'read:connections_options', 'read:client_keys'];
  return [...new Set(all)].filter((scope) => !never.has(scope) && !isUsersOwn(scope) && mayHave[name](scope)).sort();
}

/** By one of these a client gives itself every other scope, or becomes a client that has it. */
const governing: readonly RegExp[] = [
  /^(?:create|update|delete):(?:client_grants|client_credentials)$/,
  /^(?:(?:read|update):client_keys|update:clients)$/,
];

/**
 * The scopes at the Management API that a role may give to a client.
 * @param served scopes of the operations that are served
 */
export function scopesToHandOn(name: Role, served: Iterable<string>): string[] {
  return scopesOfRole(name, served).filter((scope) => !governing.some((pattern) => pattern.test(scope)));
}
