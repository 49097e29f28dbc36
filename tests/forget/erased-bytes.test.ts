import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { databaseKinds } from '../broker/index.ts';
import { type Place, startPlace, userPath } from './set-up.ts';

const columns = ['wrapped_key', 'access_token', 'refresh_token', 'id_token'] as const;

async function rowOf(place: Place, userId: string) {
  return place.broker.app.tenant.store.db
    .selectFrom('idp_tokens')
    .innerJoin('identities', 'identities.identity_id', 'idp_tokens.identity_id')
    .selectAll('idp_tokens')
    .where('identities.user_id', '=', userId)
    .executeTakeFirstOrThrow();
}

describe('what SQLite leaves on the disk', () => {
  let place: Place;

  beforeAll(async () => {
    place = await startPlace('sqlite');
  });
  afterAll(() => place.close());
  beforeEach(() => {
    place.idp.reset();
    place.idp.behave({ refreshTokens: 'always' });
  });

  /** The files of the database, log included, as they are on the disk. */
  function bytesOnDisk(): Map<string, Buffer> {
    const folder = place.broker.folder!;
    return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
  }

  function filesWith(marks: readonly Uint8Array[]): string[] {
    return [...bytesOnDisk()].flatMap(([name, bytes]) =>
      marks.some((mark) => bytes.includes(Buffer.from(mark))) ? [name] : [],
    );
  }

  /** Pieces from the middle: ends may stand on another page. */
  function marksOf(row: Awaited<ReturnType<typeof rowOf>>): Uint8Array[] {
    return columns.flatMap((column) => {
      const bytes = row[column];
      return bytes ? [bytes.subarray(20, 36), bytes.subarray(-36, -20)] : [];
    });
  }

  async function markedUser() {
    // Large enough to lie on overflow pages.
    place.idp.behave({ tokenAnswer: { refresh_token: `rt_${'x'.repeat(64_000)}` } });
    const user = await place.newUser();
    const marks = marksOf(await rowOf(place, user));
    expect(marks).toHaveLength(8);
    expect(filesWith(marks)).not.toEqual([]);
    return { user, marks };
  }

  test('T-E18: after a user is deleted neither file, log nor free pages hold the sealed tokens or their data key', async () => {
    const { user, marks } = await markedUser();
    expect((await place.send('DELETE', userPath(user))).status).toBe(204);
    expect(filesWith(marks)).toEqual([]);
  });

  test('V-19: after a grant is revoked its tokens and data key are gone from the disk, and the queue’s after that', async () => {
    const { user, marks } = await markedUser();
    place.idp.behave({ faults: { revoke: { kind: 'answer', status: 503, times: 1 } } });
    await place.send('DELETE', `${userPath(user)}/idp-grants/oidc/${encodeURIComponent(user.slice(5))}`);
    expect(filesWith(marks)).toEqual([]);
    const { db } = place.broker.app.tenant.store;
    const { sealed } = await db
      .selectFrom('idp_revocations')
      .select('sealed')
      .where('user_id', '=', user)
      .executeTakeFirstOrThrow();
    const queued = [sealed!.subarray(10, 40), sealed!.subarray(-30)];
    expect(filesWith(queued)).not.toEqual([]);
    await place.work();
    place.broker.clock.advance(120_000);
    await place.work();
    expect(await place.outcomeOf(user)).toBe('done: revoked');
    expect(filesWith(queued)).toEqual([]);
  });

  test('T-E18: the token of a revoked grant is in no file, log or answer in clear', async () => {
    const user = await place.newUser();
    const { access_token, refresh_token } = await place.identityOf(user);
    await place.send('DELETE', userPath(user));
    await place.work();
    const secrets = [access_token, refresh_token].map((token) => Buffer.from(String(token)));
    expect(filesWith(secrets)).toEqual([]);
    for (const secret of secrets) expect(place.broker.logged()).not.toContain(secret.toString());
  });
});

describe.each(databaseKinds)('a data key that is destroyed, on %s', (database) => {
  let place: Place;

  beforeAll(async () => {
    place = await startPlace(database);
    place.idp.behave({ refreshTokens: 'always' });
  });
  afterAll(() => place.close());

  const revoke = (user: string) =>
    place.send('DELETE', `${userPath(user)}/idp-grants/oidc/${encodeURIComponent(user.slice(5))}`);

  /** Puts sealed tokens from a copy back into the row that is there now. */
  async function putBack(copy: Awaited<ReturnType<typeof rowOf>>, identityId: string): Promise<void> {
    const { access_token, refresh_token, id_token, access_fingerprint, refresh_fingerprint } = copy;
    await place.broker.app.tenant.store.db
      .updateTable('idp_tokens')
      .set({ access_token, refresh_token, id_token, access_fingerprint, refresh_fingerprint, health: 'ok' })
      .where('identity_id', '=', identityId)
      .execute();
  }

  test('V-19: sealed tokens copied before the grant was revoked do not open when they are put back', async () => {
    const user = await place.newUser();
    const copy = await rowOf(place, user);
    await revoke(user);
    await putBack(copy, copy.identity_id);
    const { status, body } = await place.send('GET', userPath(user));
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('at_');
  });

  test('T-E18: a copied row has no place after its user was deleted, nor under the identity of a user who came back', async () => {
    const user = await place.newUser();
    const copy = await rowOf(place, user);
    await place.send('DELETE', userPath(user));
    const insert = () => place.broker.app.tenant.store.db.insertInto('idp_tokens').values(copy).execute();
    await expect(insert()).rejects.toThrow(/foreign key/i);
    await place.signInAgain(user);
    await expect(insert()).rejects.toThrow(/foreign key/i);
    await putBack(copy, (await rowOf(place, user)).identity_id);
    expect((await place.send('GET', userPath(user))).status).toBe(500);
  });

  test('V-03: a row of the queue does not open under another id or connection', async () => {
    place.idp.behave({ faults: { revoke: { kind: 'answer', status: 503 } } });
    const [vera, max] = [await place.newUser(), await place.newUser()];
    for (const user of [vera, max]) await place.send('DELETE', userPath(user));
    await place.work();
    const { db } = place.broker.app.tenant.store;
    const row = async (user: string) =>
      db.selectFrom('idp_revocations').selectAll().where('user_id', '=', user).executeTakeFirstOrThrow();
    const { sealed } = await row(max);
    await db.updateTable('idp_revocations').set({ sealed }).where('user_id', '=', vera).execute();
    place.idp.behave({ faults: {} });
    place.broker.clock.advance(120_000);
    await place.work();
    expect(await place.outcomeOf(vera)).toBe('failed: token_unreadable');
    expect(await place.outcomeOf(max)).toBe('done: revoked');
  });
});
