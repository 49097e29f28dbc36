/** Fields that are columns of their own; all others are terms. */
const columns = {
  user_id: { table: 'users', column: 'user_id', type: 'text' },
  last_ip: { table: 'users', column: 'last_ip', type: 'text' },
  created_at: { table: 'users', column: 'created_at', type: 'date' },
  updated_at: { table: 'users', column: 'updated_at', type: 'date' },
  last_login: { table: 'users', column: 'last_login', type: 'date' },
  logins_count: { table: 'users', column: 'logins_count', type: 'number' },
  'identities.connection': { table: 'identities', column: 'connection', type: 'text' },
  'identities.provider': { table: 'identities', column: 'provider', type: 'text' },
  'identities.user_id': { table: 'identities', column: 'idp_user_id', type: 'text' },
  'identities.isSocial': { table: 'identities', column: 'is_social', type: 'flag' },
} as const;

export type Place = (typeof columns)[keyof typeof columns];

export function placeOf(field: string): Place | undefined {
  return Object.hasOwn(columns, field) ? columns[field as keyof typeof columns] : undefined;
}

/** What a field's values are: dates are milliseconds since 1970. */
export function searchFieldType(field: string): Place['type'] | 'term' {
  return placeOf(field)?.type ?? 'term';
}

/** The only members of identities that can be searched for: none of the others may be guessed at, tokens above all. */
export const searchableIdentityFields: readonly string[] = Object.keys(columns).filter((name) =>
  name.startsWith('identities.'),
);
