import type { ExpressionBuilder } from 'kysely';
import { isPostgres } from './database-kind.ts';
import type { UserGrantTable } from './grant-tables.ts';
import { fromJson, toJson } from './json.ts';
import type { Db, Tables } from './tables.ts';

export interface UserGrantRecord {
  userGrantId: string;
  userId: string;
  clientId: string;
  audience: string;
  scope: string[];
}

export type UserGrantKey = Pick<UserGrantRecord, 'userId' | 'clientId' | 'audience'>;

function toRecord(row: UserGrantTable): UserGrantRecord {
  return {
    userGrantId: row.user_grant_id,
    userId: row.user_id,
    clientId: row.client_id,
    audience: row.audience,
    scope: fromJson(row.scope) as string[],
  };
}

/** The consent, which stays until the caller's transaction ends: what is made on the strength of it is found when it goes. */
export async function findUserGrant(db: Db, key: UserGrantKey): Promise<UserGrantRecord | undefined> {
  const row = await db
    .selectFrom('user_grants')
    .selectAll()
    .where('user_id', '=', key.userId)
    .where('client_id', '=', key.clientId)
    .where('audience', '=', key.audience)
    .$if(isPostgres(db), (query) => query.forKeyShare())
    .executeTakeFirst();
  return row && toRecord(row);
}

/**
 * Keeps a consent; one that was given before keeps its id and takes this scope. Runs in a transaction that holds the
 * user's row, so that nobody else decides what the scope is to be.
 * @returns the id of the grant
 */
export async function saveUserGrant(db: Db, grant: UserGrantRecord, now: number): Promise<string> {
  const scope = toJson(grant.scope);
  const { user_grant_id } = await db
    .insertInto('user_grants')
    .values({
      user_grant_id: grant.userGrantId,
      user_id: grant.userId,
      client_id: grant.clientId,
      audience: grant.audience,
      scope,
      created_at: now,
      updated_at: now,
    })
    .onConflict((c) => c.columns(['user_id', 'client_id', 'audience']).doUpdateSet({ scope, updated_at: now }))
    .returning('user_grant_id')
    .executeTakeFirstOrThrow();
  return user_grant_id;
}

export interface UserGrantFilter {
  userId?: string | undefined;
  clientId?: string | undefined;
  audience?: string | undefined;
}

function matches({ userId, clientId, audience }: UserGrantFilter) {
  return (eb: ExpressionBuilder<Tables, 'user_grants'>) =>
    eb.and([
      ...(userId === undefined ? [] : [eb('user_id', '=', userId)]),
      ...(clientId === undefined ? [] : [eb('client_id', '=', clientId)]),
      ...(audience === undefined ? [] : [eb('audience', '=', audience)]),
    ]);
}

export async function listUserGrants(
  db: Db,
  filter: UserGrantFilter,
  { offset, limit }: { offset: number; limit: number },
): Promise<UserGrantRecord[]> {
  const { userId } = filter;
  const all = db.selectFrom('user_grants').selectAll();
  // Taken first: an index of a client's or an API's grants has the order too, and is as good as this one to SQLite.
  const ofUser = () =>
    db
      .with(
        (cte) => cte('of_user').materialized(),
        () => all.where('user_id', '=', userId!),
      )
      .selectFrom('of_user as user_grants')
      .selectAll();
  const rows = await (userId === undefined ? all : ofUser())
    .where(matches(filter))
    .orderBy('user_grant_id')
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map(toRecord);
}

export async function countUserGrants(db: Db, filter: UserGrantFilter): Promise<number> {
  const { count } = await db
    .selectFrom('user_grants')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(matches(filter))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Takes consents back, with every authorization that rests on them. Runs in a transaction.
 * @returns how many there were
 */
export async function deleteUserGrants(
  db: Db,
  which: { readonly userGrantId: string } | { readonly userId: string },
  now: number,
): Promise<number> {
  const [column, value] =
    'userGrantId' in which ? (['user_grant_id', which.userGrantId] as const) : (['user_id', which.userId] as const);
  const rows = await db.deleteFrom('user_grants').where(column, '=', value).returning('user_grant_id').execute();
  if (rows.length === 0) return 0;
  await db
    .updateTable('authorizations')
    .set({ revoked_at: now })
    .where(
      'user_grant_id',
      'in',
      rows.map((row) => row.user_grant_id),
    )
    .where('revoked_at', 'is', null)
    .execute();
  return rows.length;
}
