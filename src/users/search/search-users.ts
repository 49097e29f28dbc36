import { ValetkeyError } from '../../base/index.ts';
import type { User } from '../../contract/index.ts';
import {
  countUsers,
  isUserSortField,
  listUsers,
  listUsersById,
  OutOfTime,
  type SearchSort,
  searchUsers as searchUserIds,
  type UserCondition,
  type UserRecord,
} from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import type { TokenReadProof, Vault } from '../../vault/index.ts';
import { presentUsers } from '../read-users.ts';
import { readCondition } from './read-condition.ts';

export interface SearchWish {
  /** In Lucene's syntax. */
  readonly q: string | undefined;
  /** Name of the connection that one of the identities must have. */
  readonly connection: string | undefined;
  readonly sort: SearchSort;
  readonly offset: number;
  readonly limit: number;
  readonly withTotal: boolean;
}

/** Milliseconds, as in Auth0. */
const longestSearch = 2_000;

async function conditionOf({ q, connection }: SearchWish): Promise<UserCondition | undefined> {
  const wanted = q === undefined ? undefined : readCondition(q);
  if (connection === undefined) return wanted;
  const through = {
    kind: 'field',
    field: 'identities.connection',
    test: { kind: 'is', values: [connection] },
  } as const;
  return wanted ? { kind: 'and', of: [through, wanted] } : through;
}

interface FoundPage {
  readonly records: UserRecord[];
  readonly total: number | undefined;
}

async function findPage({ store }: Tenant, wish: SearchWish): Promise<FoundPage> {
  const condition = await conditionOf(wish);
  const { sort, withTotal } = wish;
  const { field } = sort;
  // Everybody in the order of an index: nothing in this can take long.
  if (!condition && isUserSortField(field)) {
    const records = await listUsers(store.db, { ...wish, sort: { ...sort, field } });
    return { records, total: withTotal ? await countUsers(store.db) : undefined };
  }
  const { userIds, total } = await searchUserIds(store, { ...wish, condition }, { milliseconds: longestSearch });
  return { records: await listUsersById(store.db, userIds), total };
}

/**
 * A page of the users that a query finds.
 * @throws {ValetkeyError} `invalid_query_string`, or `query_timeout` when it takes more than two seconds
 */
export async function searchUsers(
  vault: Vault,
  wish: SearchWish,
  proof: TokenReadProof | undefined,
): Promise<{ users: User[]; total: number | undefined }> {
  try {
    const { records, total } = await findPage(vault.tenant, wish);
    return { users: await presentUsers(vault, records, proof), total };
  } catch (error) {
    if (error instanceof OutOfTime) throw new ValetkeyError('query_timeout', { cause: error });
    throw error;
  }
}
