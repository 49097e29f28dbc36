import { ValetkeyError } from '../base/index.ts';
import { deleteUser, getUser, listUsers, listUsersByEmail, pagingLimit } from '../contract/index.ts';
import {
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

export const userOperations: readonly Operation[] = [
  serve(getUser, async ({ vault, params, query, caller, tokenReading }) => {
    refuseForeignUser(caller, params.id);
    const user = await readUser(vault, params.id, wantsIdentities(query) ? tokenReading : undefined);
    if (!user) throw new ValetkeyError('inexistent_user');
    return answer(200, selectFields(user, query));
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
