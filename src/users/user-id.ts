import { ValetkeyError } from '../base/index.ts';
import type { Connection } from '../tenant/index.ts';

export interface UserIdParts {
  /** Without the provider in front: `identities[].user_id`. */
  readonly idpUserId: string;
  /** With it: `user_id` of the user. */
  readonly userId: string;
}

/** OpenID Connect Core section 2: `sub` is ASCII of at most 255 characters. */
const longest = 255;
const unprintable = /[^\x21-\x7e]+/gu;

/** Auth0's form of user ids; `qualified` tells two connections of one strategy apart by the connection's name. */
export function formUserId(connection: Connection, subject: string, form: 'plain' | 'qualified'): UserIdParts {
  // Only what cannot stand in a `sub` is encoded; the identity keeps the subject as the IdP gave it.
  const shown = subject.replace(unprintable, (part) => encodeURIComponent(part.toWellFormed()));
  const idpUserId = form === 'qualified' ? `${connection.name}|${shown}` : shown;
  const userId = `${connection.provider.strategy}|${idpUserId}`;
  if (userId.length > longest) throw new ValetkeyError('idp_answer_invalid', { detail: 'profile: the id is too long' });
  return { idpUserId, userId };
}
