import type { JsonObject } from './provider.ts';

/**
 * Root attributes that an IdP must never set: they are ours to write, carry rights, or reach JavaScript's own machinery.
 * Statement T-D19.
 */
export const reservedRootNames: ReadonlySet<string> = new Set([
  'user_id',
  '_id',
  'identities',
  'provider',
  'connection',
  'tenant',
  'client_id',
  'clientID',
  'global_client_id',
  'app_metadata',
  'user_metadata',
  'roles',
  'permissions',
  'blocked',
  'blocked_for',
  'created_at',
  'updated_at',
  'last_login',
  'last_ip',
  'logins_count',
  'last_password_reset',
  'password',
  'multifactor',
  'multifactor_last_modified',
  'guardian_enrollments',
  'guardian_authenticators',
  'access_token',
  'access_token_secret',
  'refresh_token',
  'id_token',
  'expires_in',
  'profileData',
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'valueOf',
  'toJSON',
]);

export function withoutReservedNames(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !reservedRootNames.has(name)));
}
