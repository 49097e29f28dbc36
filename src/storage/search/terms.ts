import type { UserRecord } from '../users.ts';
import { numberField, toSortableNumber, toTermValue } from './term-text.ts';

/** What a user is found by: a field and one of its values. */
export interface SearchTerm {
  readonly field: string;
  readonly value: string;
}

/** Nobody's profile may fill the table. */
const mostTerms = 1_000;
const deepest = 20;
const longestField = 200;

type Add = (field: string, value: unknown) => void;

function addMetadata(add: Add, path: string, value: unknown, depth = 0): void {
  if (value === null || depth > deepest) return;
  if (Array.isArray(value)) {
    // Auth0 skips the level of the array: what is in it stands under the array's own name.
    for (const one of value) addMetadata(add, path, one, depth + 1);
  } else if (typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) addMetadata(add, `${path}.${name}`, inner, depth + 1);
  } else add(path, value);
}

/** Plain values only: neither a dot in a name nor an object may look like another field, `app_metadata.role` above all. */
function addAttribute(add: Add, name: string, value: unknown): void {
  if (name.includes('.') || name.startsWith('#')) return;
  for (const one of Array.isArray(value) ? value : [value]) add(name, one);
}

/** Everything that a search finds this user by, but for what stands in columns of its own. */
export function termsOf({ profile, userMetadata, appMetadata, blocked }: SearchableUser): SearchTerm[] {
  const found = new Map<string, SearchTerm>();
  const put = (field: string, value: string) => {
    // PostgreSQL's text cannot hold U+0000, and nobody searches for it.
    if (found.size >= mostTerms || field.length > longestField || `${field}${value}`.includes('\0')) return;
    found.set(JSON.stringify([field, value]), { field: field.toWellFormed(), value });
  };
  const add: Add = (field, value) => {
    if (!['string', 'number', 'boolean'].includes(typeof value)) return;
    put(field, toTermValue(field, String(value)));
    if (typeof value === 'number') put(numberField(field), toSortableNumber(value));
  };
  for (const [name, value] of Object.entries(profile)) addAttribute(add, name, value);
  const { email } = profile;
  if (typeof email === 'string' && email.includes('@')) add('email.domain', email.slice(email.lastIndexOf('@') + 1));
  if (blocked !== undefined) add('blocked', blocked);
  if (appMetadata) addMetadata(add, 'app_metadata', appMetadata);
  if (userMetadata) addMetadata(add, 'user_metadata', userMetadata);
  return [...found.values()];
}

export type SearchableUser = Pick<UserRecord, 'profile' | 'userMetadata' | 'appMetadata' | 'blocked'>;
