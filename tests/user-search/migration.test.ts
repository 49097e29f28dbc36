import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { userSearch } from '../../src/storage/migrations/009-user-search.ts';
import { databaseKinds } from '../broker/index.ts';
import { openTestStore } from '../storage/set-up.ts';
import { addUsers } from './set-up.ts';

test.each(databaseKinds)(
  'users who were there before the search are found by it after the migration, on %s',
  async (kind) => {
    const { store, close } = await openTestStore(kind);
    onTestFinished(close);
    const { db } = store;
    const users = Array.from({ length: 1_100 }, (_, number) => ({
      userId: `oidc|${number}`,
      profile: { name: `User ${number}`, email: `U${number}@example.com` },
      appMetadata: { seats: number },
      createdAt: 1_700_000_000_000,
      connections: [],
    }));
    // The first by the functions of the server, the others at once.
    await addUsers(store, users.slice(0, 3));
    const rows = users.slice(3).map(({ userId, profile, appMetadata, createdAt }) => ({
      ...{ user_id: userId, profile: JSON.stringify(profile), email: profile.email, user_metadata: null },
      ...{ app_metadata: JSON.stringify(appMetadata), blocked: null, created_at: createdAt, updated_at: createdAt },
      ...{ last_login: createdAt, last_ip: null, logins_count: 1 },
    }));
    await db.insertInto('users').values(rows).execute();
    const readTerms = (userId: string) =>
      db.selectFrom('user_search_terms').selectAll().where('user_id', '=', userId).orderBy('field').execute();
    const before = await readTerms('oidc|1');
    expect(before.length).toBeGreaterThan(3);

    await sql`drop table user_search_terms`.execute(db);
    const indexes = ['users_last_login', 'users_logins_count', 'identities_connection', 'identities_provider'];
    for (const name of [...indexes, ...(kind === 'postgres' ? ['users_user_id_bytes'] : [])]) {
      await sql`drop index ${sql.id(name)}`.execute(db);
    }
    const types =
      kind === 'postgres'
        ? ({ bytes: 'bytea', time: 'bigint', clustered: '' } as const)
        : ({ bytes: 'blob', time: 'integer', clustered: 'without rowid' } as const);
    await store.transaction((on) => userSearch.up(on as never, types));

    expect(await readTerms('oidc|1')).toEqual(before);
    const { count } = await db
      .selectFrom('user_search_terms')
      .select((eb) => eb.fn.count<number>('user_id').distinct().as('count'))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(users.length);
  },
);
