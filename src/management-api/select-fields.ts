import type { User } from '../contract/index.ts';

export interface FieldSelection {
  readonly fields?: string | undefined;
  readonly include_fields?: boolean | undefined;
}

/** Keeps the listed root attributes, or leaves them out with `include_fields=false`. */
export function selectFields(user: User, { fields, include_fields: include = true }: FieldSelection): User {
  if (fields === undefined) return user;
  const listed = new Set(fields.split(','));
  return Object.fromEntries(Object.entries(user).filter(([name]) => listed.has(name) === include));
}

/** Tokens of identities that are left out of the answer are neither refreshed nor opened. */
export function wantsIdentities({ fields, include_fields: include = true }: FieldSelection): boolean {
  return fields === undefined || fields.split(',').includes('identities') === include;
}
