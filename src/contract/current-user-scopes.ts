/** What a user may hold at the Management API: only about themselves, and never IdP tokens (auth0-wire: current-user scopes). */
export const currentUserScopes: readonly string[] = [
  'read:current_user',
  'update:current_user_identities',
  'create:current_user_metadata',
  'update:current_user_metadata',
  'delete:current_user_metadata',
  'create:current_user_device_credentials',
  'delete:current_user_device_credentials',
];
