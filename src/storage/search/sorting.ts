import { type RawBuilder, sql } from 'kysely';
import { isUserSortField, type UserSortField } from '../users.ts';

/** Attributes that lists may be sorted by, along the table of terms. */
export const userTermSortFields = [
  'name',
  'nickname',
  'given_name',
  'family_name',
  'username',
  'phone_number',
] as const;

export type SearchSortField = UserSortField | (typeof userTermSortFields)[number];

export interface SearchSort {
  readonly field: SearchSortField;
  readonly direction: 'asc' | 'desc';
}

export interface OrderedPage {
  readonly sort: SearchSort;
  readonly offset: number;
  readonly limit: number;
}

type Found = RawBuilder<{ user_id: string }>;

/** For few users: they are sorted. Who lacks the attribute comes last, whatever the direction. */
export function orderUsers({ sort, offset, limit }: OrderedPage, where: RawBuilder<boolean>): Found {
  const direction = sql.raw(sort.direction);
  const value = isUserSortField(sort.field)
    ? sql.ref(`u.${sort.field}`)
    : sql`(select min(s.value) from user_search_terms as s where s.user_id = u.user_id and s.field = ${sort.field})`;
  const lacking = isUserSortField(sort.field) ? sql`` : sql`${value} is null,`;
  // Named twice, SQLite would sort by it once more.
  const first = sort.field === 'user_id' ? sql`` : sql`${lacking} ${value} ${direction},`;
  return sql`select u.user_id from users as u where ${where}
    order by ${first} u.user_id ${direction} limit ${limit} offset ${offset}`;
}

/** For many users: they are walked through along an index, until the page is full. */
export async function selectOrdered(
  run: (query: Found) => Promise<{ user_id: string }[]>,
  page: OrderedPage,
  where: RawBuilder<boolean>,
): Promise<{ user_id: string }[]> {
  const { sort, offset, limit } = page;
  if (isUserSortField(sort.field)) return run(orderUsers(page, where));
  const direction = sql.raw(sort.direction);
  // `cross join` is SQLite's way to say which table comes first.
  const having = await run(sql`select s.user_id from user_search_terms as s cross join users as u
    where u.user_id = s.user_id and s.field = ${sort.field} and ${where}
    order by s.value ${direction}, s.user_id ${direction} limit ${offset + limit}`);
  const rest = offset + limit - having.length;
  if (rest === 0) return having.slice(offset);
  const lacking = await run(sql`select u.user_id from users as u where ${where} and not exists
      (select 1 from user_search_terms as s where s.user_id = u.user_id and s.field = ${sort.field})
    order by u.user_id limit ${Math.min(rest, limit)} offset ${Math.max(0, offset - having.length)}`);
  return [...having.slice(offset), ...lacking];
}
