import { describe, expect, test } from 'vitest';
import { removeForgottenConnections } from '../../src/storage/index.ts';
import { forgetConnection, tidyGrants } from '../../src/vault/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { type Place, startPlace } from './set-up.ts';

const day = 86_400_000;

async function placeWithUsers(database: (typeof databaseKinds)[number], count: number) {
  const place = await startPlace(database);
  place.idp.behave({ refreshTokens: 'always' });
  const users: string[] = [];
  while (users.length < count) users.push(await place.newUser());
  const { db } = place.broker.app.tenant.store;
  const { connection_id } = await db.selectFrom('connections').selectAll().executeTakeFirstOrThrow();
  const grants = async () => (await db.selectFrom('idp_tokens').select('identity_id').execute()).length;
  const copies = async () => (await db.selectFrom('forgotten_connections').selectAll().execute()).length;
  return { place, users, db, connectionId: connection_id, grants, copies };
}

async function removeConnection({ broker }: Place): Promise<void> {
  await broker.app.tenant.store.db.deleteFrom('connections').execute();
  broker.app.tenant.configuration.clear();
}

describe.each(databaseKinds)('forgetting a connection, on %s', (database) => {
  test('CL-17: every grant is erased at once and revoked at the IdP, also when the connection is gone by then', async () => {
    const { place, users, connectionId, grants, copies } = await placeWithUsers(database, 5);
    try {
      // Twice at once, as when housekeeping takes it up while it is being done.
      const { vault } = place.broker.app;
      const erased = await Promise.all([forgetConnection(vault, connectionId), forgetConnection(vault, connectionId)]);
      expect(erased[0]! + erased[1]!).toBe(5);
      expect(await grants()).toBe(0);
      await removeConnection(place);
      await place.work();
      for (const user of users) {
        expect((await place.revocationsOf(user))[0]).toMatchObject({ state: 'done', reason: 'connection_deleted' });
      }
      expect(place.idp.requests('revoke')).toHaveLength(5);
      expect(await copies()).toBe(1);
      await tidyGrants(place.broker.app.vault);
      expect(await copies()).toBe(0);
    } finally {
      await place.close();
    }
  });

  test('the copy of its settings stays as long as a revocation waits, and no longer', async () => {
    const { place, connectionId, db, copies } = await placeWithUsers(database, 1);
    try {
      place.idp.behave({ faults: { revoke: { kind: 'answer', status: 503 } } });
      await forgetConnection(place.broker.app.vault, connectionId);
      await removeConnection(place);
      await place.work();
      await removeForgottenConnections(db);
      expect(await copies()).toBe(1);
      place.idp.behave({ faults: {} });
      place.broker.clock.advance(120_000);
      await place.work();
      await removeForgottenConnections(db);
      expect(await copies()).toBe(0);
    } finally {
      await place.close();
    }
  });

  test('a process that died in the middle is gone on for', async () => {
    const { place, users, connectionId, db, grants } = await placeWithUsers(database, 3);
    try {
      // What it leaves: the note that the connection is being forgotten, and grants that are not.
      await db
        .insertInto('forgotten_connections')
        .columns(['connection_id', 'name', 'strategy', 'settings', 'options_sealed', 'forgotten_at'])
        .expression((eb) =>
          eb
            .selectFrom('connections')
            .select((on) => [
              'connection_id',
              'name',
              'strategy',
              'settings',
              'options_sealed',
              on.val(1).as('forgotten_at'),
            ]),
        )
        .execute();
      await removeConnection(place);
      await tidyGrants(place.broker.app.vault);
      expect(await grants()).toBe(0);
      await place.work();
      for (const user of users) expect(await place.outcomeOf(user)).toBe('done: revoked');
      expect(await forgetConnection(place.broker.app.vault, connectionId)).toBe(0);
    } finally {
      await place.close();
    }
  });

  test('how it went can be seen for 30 days', async () => {
    const { place, users, connectionId } = await placeWithUsers(database, 1);
    try {
      await forgetConnection(place.broker.app.vault, connectionId);
      await place.work();
      place.broker.clock.advance(29 * day);
      await tidyGrants(place.broker.app.vault);
      expect(await place.revocationsOf(users[0]!)).toHaveLength(1);
      place.broker.clock.advance(1.1 * day);
      await tidyGrants(place.broker.app.vault);
      expect(await place.revocationsOf(users[0]!)).toEqual([]);
    } finally {
      await place.close();
    }
  });
});
