import { ValetkeyError } from '../base/index.ts';
import { deleteUserGrant, deleteUserGrants, listUserGrants, pagingLimit, type UserGrant } from '../contract/index.ts';
import {
  countUserGrants,
  deleteUserGrants as deleteRecords,
  listUserGrants as listRecords,
  type UserGrantRecord,
} from '../storage/index.ts';
import type { Vault } from '../vault/index.ts';
import { answer, type Operation, serve } from './request.ts';

const defaultPerPage = 50;

function present({ userGrantId, clientId, userId, audience, scope }: UserGrantRecord): UserGrant {
  return { id: userGrantId, clientID: clientId, user_id: userId, audience, scope };
}

/** Whoever is not there is taken back already, as in Auth0. */
async function takeBack({ tenant }: Vault, which: { userGrantId: string } | { userId: string }): Promise<void> {
  await tenant.store.transaction((db) => deleteRecords(db, which, tenant.clock.now()));
}

export const userGrantOperations: readonly Operation[] = [
  serve(listUserGrants, async ({ vault, query }) => {
    const { page = 0, per_page: limit = defaultPerPage, include_totals, ...names } = query;
    const offset = page * limit;
    if (offset + limit > pagingLimit && offset > 0) {
      throw new ValetkeyError('invalid_query_string', {
        description: `You can only page through the first ${pagingLimit} records.`,
      });
    }
    const { db } = vault.tenant.store;
    const filter = { userId: names.user_id, clientId: names.client_id, audience: names.audience };
    const grants = (await listRecords(db, filter, { offset, limit })).map(present);
    if (!include_totals) return answer(200, grants);
    return answer(200, { start: offset, limit, total: await countUserGrants(db, filter), grants });
  }),

  serve(deleteUserGrant, async ({ vault, params }) => {
    await takeBack(vault, { userGrantId: params.id });
    return answer(204, undefined);
  }),

  serve(deleteUserGrants, async ({ vault, query }) => {
    await takeBack(vault, { userId: query.user_id });
    return answer(204, undefined);
  }),
];
