import { ValetkeyError } from '../base/index.ts';
import {
  createUser,
  deleteUser,
  getUser,
  listUsers,
  listUsersByEmail,
  pagingLimit,
  updateUser,
} from '../contract/index.ts';
import { findConnection } from '../tenant/index.ts';
import {
  updateUser as changeUser,
  listUsersByEmail as findUsersByEmail,
  readUser,
  deleteUser as removeUser,
  searchUsers,
} from '../users/index.ts';
import { answer, type Operation, serve } from './request.ts';
import { selectFields, wantsIdentities } from './select-fields.ts';

const defaultPerPage = 50;
const byId = { field: 'user_id', direction: 'asc' } as const;

/** A user's own token reads that user alone, unless it may read users anyway (auth0-wire section 1.2). */
function refuseForeignUser(caller: { userId: string | undefined; scopes: ReadonlySet<string> }, id: string): void {
  if (caller.scopes.has('read:users') || caller.scopes.has('read:user_idp_tokens')) return;
  if (caller.userId !== id) throw new ValetkeyError('unowned_resource');
}

type Caller = { userId: string | undefined; scopes: ReadonlySet<string> };

/** Who may change which members: each of the three scopes lets less through than the one before it. */
function checkUpdateRights({ userId, scopes }: Caller, id: string, body: Record<string, unknown>): void {
  if (scopes.has('update:users')) return;
  const own = scopes.has('update:current_user_metadata');
  const all = scopes.has('update:users_app_metadata');
  if (own && !all && userId !== id) throw new ValetkeyError('unowned_resource');
  const allowed = [...(all ? ['app_metadata'] : []), ...(own && userId === id ? ['user_metadata'] : [])];
  if (Object.keys(body).every((name) => allowed.includes(name))) return;
  throw new ValetkeyError('insufficient_scope', {
    description: 'Some fields cannot be updated with the permissions granted by the bearer token scopes',
  });
}

export const userOperations: readonly Operation[] = [
  serve(getUser, async ({ vault, params, query, caller, tokenReading }) => {
    refuseForeignUser(caller, params.id);
    const user = await readUser(vault, params.id, wantsIdentities(query) ? tokenReading : undefined);
    if (!user) throw new ValetkeyError('inexistent_user');
    return answer(200, selectFields(user, query));
  }),

  serve(updateUser, async ({ vault, params, body, caller }) => {
    checkUpdateRights(caller, params.id, body);
    await changeUser(vault.tenant, params.id, body);
    const user = await readUser(vault, params.id, undefined);
    if (!user) throw new ValetkeyError('inexistent_user');
    return answer(200, user);
  }),

  serve(createUser, async ({ vault, body }) => {
    if (!(await findConnection(vault.tenant, body.connection))) throw new ValetkeyError('inexistent_connection');
    throw new ValetkeyError('operation_not_supported', {
      description:
        'Connection does not support user creation through the API. It must either be a database or passwordless connection.',
    });
  }),

  serve(deleteUser, async ({ vault, params, caller, log }) => {
    if (!caller.scopes.has('delete:users') && caller.userId !== params.id) throw new ValetkeyError('unowned_resource');
    if (await removeUser(vault, params.id)) log.write('sdu', { userId: params.id });
    return answer(204, undefined);
  }),

  serve(listUsers, async ({ vault, query, tokenReading }) => {
    const { page = 0, per_page: limit = defaultPerPage, sort = byId, q, connection } = query;
    const offset = page * limit;
    if (offset + limit > pagingLimit && offset > 0) {
      throw new ValetkeyError('invalid_query_string', {
        description: `You can only page through the first ${pagingLimit} records.`,
      });
    }
    const withTotal = query.include_totals === true;
    const wish = { q, connection, sort, offset, limit, withTotal };
    const proof = wantsIdentities(query) ? tokenReading?.proof : undefined;
    const { users: found, total = 0 } = await searchUsers(vault, wish, proof);
    const users = found.map((user) => selectFields(user, query));
    if (!withTotal) return answer(200, users);
    return answer(200, { start: offset, limit, length: users.length, users, total });
  }),

  serve(listUsersByEmail, async ({ vault, query, tokenReading }) => {
    const proof = wantsIdentities(query) ? tokenReading?.proof : undefined;
    const users = await findUsersByEmail(vault, query.email, proof);
    return answer(
      200,
      users.map((user) => selectFields(user, query)),
    );
  }),
];
