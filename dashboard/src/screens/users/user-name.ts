import type { User } from '../../../../src/contract/index.ts';

/** What a user is called on screen: no member but the id is sure to be there. */
export function nameOf(user: User): string {
  return [user.name, user.nickname, user.email, user.user_id].find((name) => name?.trim()) ?? 'A user without a name';
}
