import type { ExpressionBuilder } from 'kysely';
import type { Db, Tables } from './tables.ts';
import { toUserRecord, type UserRecord } from './users.ts';

/** Who is walked through: everybody, or those with an identity of one connection. */
export interface UserWalk {
  readonly connectionId: string | undefined;
}

/** The ids of one connection stand on an index in the order that is walked in. */
function idsOf(connectionId: string) {
  return (eb: ExpressionBuilder<Tables, 'users'>) =>
    eb.selectFrom('identities').select('user_id').where('connection_id', '=', connectionId);
}

/** The users after this id, in the order of their ids: a walk through all of them, a page at a time, and no page is slower. */
export async function listUsersAfter(
  db: Db,
  { connectionId }: UserWalk,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<UserRecord[]> {
  const start = after ?? '';
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('user_id', '>', start)
    .$if(connectionId !== undefined, (query) =>
      query.where('user_id', 'in', (eb) =>
        idsOf(connectionId!)(eb).where('user_id', '>', start).distinct().orderBy('user_id').limit(limit),
      ),
    )
    .orderBy('user_id')
    .limit(limit)
    .execute();
  return rows.map(toUserRecord);
}

export async function countUsersOf(db: Db, { connectionId }: UserWalk): Promise<number> {
  const { count } = await db
    .selectFrom('users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .$if(connectionId !== undefined, (query) => query.where('user_id', 'in', idsOf(connectionId!)))
    .executeTakeFirstOrThrow();
  return Number(count);
}
