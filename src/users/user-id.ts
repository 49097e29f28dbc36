import type { Connection } from '../tenant/index.ts';

export interface UserIdParts {
  /** Without the provider in front: `identities[].user_id`. */
  readonly idpUserId: string;
  /** With it: `user_id` of the user. */
  readonly userId: string;
}

/** Auth0's form of user ids; `qualified` tells two connections of one strategy apart by the connection's name. */
export function formUserId(connection: Connection, subject: string, form: 'plain' | 'qualified'): UserIdParts {
  const idpUserId = form === 'qualified' ? `${connection.name}|${subject}` : subject;
  return { idpUserId, userId: `${connection.provider.strategy}|${idpUserId}` };
}
