import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deleteUser } from '../../src/contract/index.ts';
import { operations } from '../../src/management-api/index.ts';
import {
  createBrowser,
  databaseKinds,
  getManagementToken,
  getTokens,
  postToken,
  signIn,
  webCredentials,
} from '../broker/index.ts';
import { type Place, startPlace, userPath } from './set-up.ts';

describe.each(databaseKinds)('deleting a user, on %s', (database) => {
  let place: Place;

  beforeAll(async () => {
    place = await startPlace(database);
  });
  afterAll(() => place.close());
  beforeEach(() => {
    place.idp.reset();
    place.idp.behave({ refreshTokens: 'always', accessTokenLifetime: 600 });
  });

  test('CL-17: the user is gone at once, and the grant is revoked at the IdP afterwards', async () => {
    const user = await place.newUser();
    const { refresh_token } = await place.identityOf(user);
    place.idp.behave({ faults: { revoke: { kind: 'answer', status: 503 } } });
    expect((await place.send('DELETE', userPath(user))).status).toBe(204);
    expect((await place.send('GET', userPath(user))).status).toBe(404);
    await place.work();
    expect((await place.revocationsOf(user))[0]).toMatchObject({ state: 'pending', reason: 'user_deleted' });

    place.idp.behave({ faults: {} });
    place.broker.clock.advance(120_000);
    await place.work();
    expect((await place.revocationsOf(user))[0]).toMatchObject({ state: 'done', outcome: 'revoked', attempts: 2 });
    expect(place.idp.requests('revoke').at(-1)?.params).toMatchObject({
      token: refresh_token,
      token_type_hint: 'refresh_token',
    });
  });

  test('deleting is idempotent: whoever is not there is deleted already', async () => {
    const user = await place.newUser();
    for (let time = 0; time < 2; time += 1) expect((await place.send('DELETE', userPath(user))).status).toBe(204);
    expect((await place.send('DELETE', userPath('oidc|con1|nobody'))).status).toBe(204);
    expect(await place.revocationsOf(user)).toHaveLength(1);
  });

  test('sessions and tokens of the user end with it', async () => {
    const { broker, idp } = place;
    const browser = createBrowser();
    idp.behave({ user: `leaving-${database}` });
    const tokens = await getTokens(broker, { scope: 'openid offline_access' }, browser);
    const again = await signIn(broker, { prompt: 'none' }, browser);
    expect(again).toHaveProperty('code');
    await place.send('DELETE', userPath(`oidc|con1|leaving-${database}`));
    expect(await signIn(broker, { prompt: 'none' }, browser)).toMatchObject({ error: 'login_required' });
    const userinfo = await fetch(`${broker.url}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(userinfo.status).toBe(401);
    const refreshed = await postToken(broker, {
      grant_type: 'refresh_token',
      ...webCredentials,
      refresh_token: String(tokens.refresh_token),
    });
    expect(refreshed.body.error).toBe('invalid_grant');
  });

  test('linked identities go along, each with its own revocation', async () => {
    const { broker } = place;
    const [primary, secondary] = [await place.newUser(), await place.newUser()];
    await place.identityOf(secondary);
    const { db } = broker.app.tenant.store;
    await db
      .updateTable('identities')
      .set({ user_id: primary, position: 1 })
      .where('user_id', '=', secondary)
      .execute();
    expect((await place.send('DELETE', userPath(primary))).status).toBe(204);
    expect(await place.revocationsOf(primary)).toHaveLength(2);
    const left = await db.selectFrom('identities').selectAll().where('user_id', '=', primary).execute();
    expect(left).toEqual([]);
  });

  test('a user who comes back is a new one, without anything of the old', async () => {
    const user = await place.newUser();
    await place.send('DELETE', userPath(user));
    await place.work();
    expect(await place.signInAgain(user)).toBe(user);
    const { body } = await place.send('GET', userPath(user));
    expect(body.logins_count).toBe(1);
    expect(await place.healthOf(user)).toMatchObject({ state: 'active' });
  });

  test('a revocation that still waits is dropped when the user signs in again: it would kill the new grant', async () => {
    const user = await place.newUser();
    place.idp.behave({ faults: { revoke: { kind: 'answer', status: 503 } } });
    await place.send('DELETE', userPath(user));
    await place.work();
    place.idp.behave({ faults: {} });
    await place.signInAgain(user);
    expect((await place.revocationsOf(user))[0]).toMatchObject({ state: 'superseded', outcome: 'signed_in_again' });
    place.broker.clock.advance(86_400_000);
    await place.work();
    expect(place.idp.requests('revoke')).toHaveLength(1);
    expect((await place.identityOf(user)).access_token).toBeTypeOf('string');
  });

  test('delete:users deletes anybody, other scopes nobody', async () => {
    const user = await place.newUser();
    const deleteWith = async (scope: string) => {
      const token = await getManagementToken(place.broker, scope);
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${place.broker.url}/api/v2${userPath(user)}`, { method: 'DELETE', headers })).status;
    };
    expect(await deleteWith('read:users update:users read:user_idp_tokens')).toBe(403);
    expect((await place.send('GET', userPath(user))).status).toBe(200);
    expect(await deleteWith('delete:users')).toBe(204);
  });

  test('delete:current_user deletes only the user that the token speaks for', async () => {
    const [me, other] = [await place.newUser(), await place.newUser()];
    const { handle } = operations.find(({ endpoint }) => endpoint === deleteUser)!;
    const caller = { clientId: 'web', userId: me, scopes: new Set(['delete:current_user']) };
    const { vault, tenantLog } = place.broker.app;
    const request = { vault, log: tenantLog.of(), query: {}, body: undefined, caller, tokenReading: undefined };
    const remove = (id: string) => handle({ ...request, params: { id } } as never);
    await expect(remove(other)).rejects.toMatchObject({ code: 'unowned_resource' });
    expect(await remove(me)).toMatchObject({ status: 204 });
    expect((await place.send('GET', userPath(other))).status).toBe(200);
    expect((await place.send('GET', userPath(me))).status).toBe(404);
  });
});
