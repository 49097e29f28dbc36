import { ValetkeyError } from '../base/index.ts';
import { deleteUser, getUser, listUsers, listUsersByEmail, pagingLimit } from '../contract/index.ts';
import {
  countUsers,
  listUsersByEmail as findUsersByEmail,
  readUser,
  listUsers as readUsers,
  deleteUser as removeUser,
} from '../users/index.ts';
import { answer, type Operation, serve } from './request.ts';
import { selectFields, wantsIdentities } from './select-fields.ts';

const defaultPerPage = 50;

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
    const { page = 0, per_page: perPage = defaultPerPage, sort = 'user_id:1' } = query;
    const offset = page * perPage;
    if (offset + perPage > pagingLimit && offset > 0) {
      throw new ValetkeyError('invalid_query_string', {
        description: `You can only page through the first ${pagingLimit} records.`,
      });
    }
    const [field, direction] = sort.split(':') as ['user_id' | 'created_at' | 'email', '1' | '-1'];
    const order = { field, direction: direction === '1' ? 'asc' : 'desc' } as const;
    const found = await readUsers(
      vault,
      { sort: order, offset, limit: perPage },
      wantsIdentities(query) ? tokenReading?.proof : undefined,
    );
    const users = found.map((user) => selectFields(user, query));
    if (!query.include_totals) return answer(200, users);
    const total = await countUsers(vault);
    return answer(200, { start: offset, limit: perPage, length: users.length, users, total });
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
