import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, decodeClaims, postToken, webCredentials } from '../broker/index.ts';
import { type Json, type Person, type Place, startPlace, userPath } from './set-up.ts';

describe.each(databaseKinds)('unlinking, on %s', (database) => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(database);
  });
  afterAll(() => place.close());

  async function linked(): Promise<[Person, Person]> {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    expect((await place.link(primary, secondary)).status).toBe(201);
    return [primary, secondary];
  }

  async function revocationsOf(userId: string) {
    const { body } = await place.send('GET', '/idp-revocations?take=100');
    return (body.idp_revocations as Json[]).filter((one) => one.user_id === userId);
  }

  test('T-D11, CL-17: the account is a user again without metadata; its tokens are erased here and revoked at the IdP', async () => {
    const [primary, secondary] = await linked();
    const [, before] = await place.identities(primary.userId);
    const { status, body } = await place.unlink(primary, secondary);
    expect(status).toBe(200);
    expect((body as unknown as Json[]).map(({ user_id }) => user_id)).toEqual([primary.idpUserId]);
    expect((body as unknown as Json[])[0]?.profileData).toMatchObject({ name: `User ${primary.subject}` });

    const { body: split } = await place.user(secondary.userId);
    expect(split).toMatchObject({ user_id: secondary.userId, name: `User ${secondary.subject}`, logins_count: 0 });
    for (const name of ['last_login', 'user_metadata', 'app_metadata']) expect(split).not.toHaveProperty(name);
    expect(JSON.stringify([split, (await place.user(primary.userId)).body])).not.toContain(
      String(before?.access_token),
    );
    const { db } = place.broker.app.tenant.store;
    const left = await db.selectFrom('identities').selectAll().where('user_id', '=', secondary.userId).execute();
    expect(left).toHaveLength(1);
    const tokens = await db
      .selectFrom('idp_tokens')
      .selectAll()
      .where('identity_id', '=', left[0]!.identity_id)
      .execute();
    expect(tokens).toEqual([]);

    await place.broker.app.revocations.run();
    expect(await revocationsOf(primary.userId)).toMatchObject([{ state: 'done', reason: 'identity_unlinked' }]);
    expect(place.idp.requests('revoke').at(-1)?.params.token).toBe(before?.refresh_token);
  });

  test('both sign in as themselves afterwards, and can be linked again', async () => {
    const [primary, secondary] = await linked();
    await place.unlink(primary, secondary);
    for (const { connection, subject, userId } of [primary, secondary]) {
      expect(decodeClaims((await place.person(connection, subject)).idToken).sub).toBe(userId);
    }
    expect((await place.link(secondary, primary)).status).toBe(201);
    expect((await place.identities(secondary.userId)).map(({ connection }) => connection)).toEqual(['con2', 'con1']);
  });

  test('who signed in with the unlinked account is signed out of the user: session, tokens, refresh tokens', async () => {
    const [primary, secondary] = await linked();
    const through = await place.person('con2', secondary.subject);
    const refreshToken = await place.refreshTokenOf(through);
    const stays = await place.refreshTokenOf(primary);
    await place.unlink(primary, secondary);
    const own = (person: Person) => place.send('GET', userPath(primary.userId), undefined, person.accessToken);
    expect((await own(through)).status).toBe(401);
    expect((await own(primary)).status).toBe(200);
    const refresh = (refresh_token: string) =>
      postToken(place.broker, { grant_type: 'refresh_token', ...webCredentials, refresh_token });
    expect((await refresh(refreshToken)).status).toBe(403);
    expect((await refresh(stays)).status).toBe(200);
    const silent = `${place.broker.url}/authorize?client_id=web&response_type=code&prompt=none&redirect_uri=http://127.0.0.1:9/cb`;
    const errorOf = async ({ browser }: Person) =>
      (await browser.follow(silent, 'http://127.0.0.1:9')).url.searchParams.get('error');
    expect(await errorOf(through)).toBe('login_required');
    expect(await errorOf(primary)).toBeNull();
  });

  test('T-D12: the main identity stays; what the user does not have is answered with what it has', async () => {
    const [primary, secondary] = await linked();
    const stranger = await place.person('con2');
    expect(await place.unlink(primary, primary)).toMatchObject({
      status: 400,
      body: { message: 'Main identity cannot be removed.' },
    });
    const shown = async () => (await place.identities(primary.userId)).map(({ expires_in: _left, ...rest }) => rest);
    const before = await shown();
    expect(await place.unlink(primary, stranger)).toMatchObject({ status: 200, body: [{}, {}] });
    const prefixed = `${userPath(primary.userId)}/identities/oidc/${encodeURIComponent(secondary.userId)}`;
    expect(await place.send('DELETE', prefixed)).toMatchObject({ status: 200, body: [{}, {}] });
    expect(await shown()).toEqual(before);
    expect((await place.user(stranger.userId)).body.identities).toHaveLength(1);
    const nobody = await place.send('DELETE', '/users/oidc%7Cnobody/identities/oidc/x');
    expect(nobody).toMatchObject({ status: 404, body: { errorCode: 'inexistent_user' } });
  });

  test('RS-12: users unlink what is theirs, and nothing of others', async () => {
    const [primary, secondary] = await linked();
    const max = await place.person();
    const path = `${userPath(primary.userId)}/identities/oidc/${encodeURIComponent(secondary.idpUserId)}`;
    expect((await place.send('DELETE', path, undefined, max.accessToken)).status).toBe(403);
    expect((await place.send('DELETE', path, undefined, primary.accessToken)).status).toBe(200);
    expect(await place.identities(primary.userId)).toHaveLength(1);
  });

  test('a deleted primary takes its linked accounts with it', async () => {
    const [primary, secondary] = await linked();
    expect((await place.send('DELETE', userPath(primary.userId))).status).toBe(204);
    expect((await place.user(secondary.userId)).status).toBe(404);
    expect(await revocationsOf(primary.userId)).toHaveLength(2);
    const again = await place.person('con2', secondary.subject);
    expect(again.userId).toBe(secondary.userId);
  });
});
