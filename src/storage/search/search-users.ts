import { type RawBuilder, sql } from 'kysely';
import type { BoundedRead } from '../bounded-read.ts';
import type { Store } from '../store.ts';
import { type ConditionSql, writeConditions } from './conditions.ts';
import type { UserCondition } from './query.ts';
import { orderUsers, type SearchSort, selectOrdered } from './sorting.ts';

export interface UserSearch {
  /** Undefined finds everybody. */
  readonly condition: UserCondition | undefined;
  readonly sort: SearchSort;
  readonly offset: number;
  readonly limit: number;
  readonly withTotal: boolean;
}

export interface SearchLimits {
  readonly milliseconds: number;
  /** So many users are looked up and sorted in a moment; more are walked through in the order that is wanted. */
  readonly fewUsers?: number;
}

const usualFewUsers = 10_000;

export interface FoundUsers {
  readonly userIds: readonly string[];
  readonly total: number | undefined;
}

/** Parts of a condition that may be counted to find the rarest. */
const mostProbes = 8;

type Query = RawBuilder<Record<string, unknown>>;
type Run = <R>(query: RawBuilder<R>) => Promise<R[]>;

function conjunctsOf(condition: UserCondition | undefined): readonly UserCondition[] {
  if (!condition) return [];
  return condition.kind === 'and' ? condition.of.flatMap(conjunctsOf) : [condition];
}

/** The part of the condition that the fewest users fulfil, when they are few: it leads to the others. */
async function findDriver(run: Run, write: ConditionSql, parts: readonly UserCondition[], fewUsers: number) {
  const candidates = parts.flatMap((part) => {
    const members = write.members(part);
    return members ? [{ part, members }] : [];
  });
  const probed = candidates.slice(0, mostProbes);
  if (probed.length === 0) return undefined;
  const counts = probed.map(
    ({ members }, index) =>
      sql`(select count(*) from (select 1 from (${members}) as c limit ${fewUsers + 1}) as p) as ${sql.ref(`c${index}`)}`,
  );
  const [row] = await run(sql<Record<string, number>>`select ${sql.join(counts)}`);
  const sizes = probed.map((candidate, index) => ({ ...candidate, size: Number(row?.[`c${index}`]) }));
  const rarest = sizes.reduce((a, b) => (b.size < a.size ? b : a));
  return rarest.size <= fewUsers ? rarest : undefined;
}

function countQuery(write: ConditionSql, parts: readonly UserCondition[], where: RawBuilder<boolean>): Query {
  const [only] = parts;
  const members = parts.length === 1 && only?.kind === 'field' ? write.members(only) : undefined;
  // One field alone is counted along its index, without a look at each user.
  if (members)
    return sql`select count(*) as total from (select c.user_id from (${members}) as c group by c.user_id) as d`;
  return sql`select count(*) as total from users as u where ${where}`;
}

/**
 * Users that fulfil a condition, as ids in the order that is wanted.
 * @throws {OutOfTime}
 */
export async function searchUsers(store: Store, search: UserSearch, limits: SearchLimits): Promise<FoundUsers> {
  const { db } = store;
  const write = writeConditions(db);
  const parts = conjunctsOf(search.condition);
  return store.readBounded(limits.milliseconds, async (read: BoundedRead) => {
    const run: Run = (query) => read({ compile: () => query.compile(db) });
    const driver = await findDriver(run, write, parts, limits.fewUsers ?? usualFewUsers);
    const others = parts.filter((part) => part !== driver?.part).map(write.matches);
    const led = driver ? [sql<boolean>`u.user_id in (${driver.members})`] : [];
    const where = sql<boolean>`${sql.join([...led, ...others, write.inTime], sql` and `)}`;
    const found = driver ? await run(orderUsers(search, where)) : await selectOrdered(run, search, where);
    const userIds = found.map((row) => row.user_id);
    if (!search.withTotal) return { userIds, total: undefined };
    const [row] = await run(countQuery(write, driver ? [] : parts, where));
    return { userIds, total: Number(row?.total) };
  });
}
