import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, decodeClaims, getTokens, other, postToken, webCredentials } from '../broker/index.ts';
import { type Json, manageOneself, type Place, startPlace, userPath } from './set-up.ts';

describe.each(databaseKinds)('linking with the Management API, on %s', (database) => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(database);
  });
  afterAll(() => place.close());

  test('the secondary vanishes; the primary keeps its profile and has the identity, its profile and its tokens', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    await place.broker.app.tenant.store.db
      .updateTable('users')
      .set({ app_metadata: '{"plan":"gone"}' })
      .where('user_id', '=', secondary.userId)
      .execute();
    const before = (await place.user(primary.userId)).body;
    const [theirs] = await place.identities(secondary.userId);

    const { status, body } = await place.link(primary, secondary);
    expect(status).toBe(201);
    const linked = body as unknown as Json[];
    // In the answer every identity has its profile, and tokens are there for who may read them.
    expect(linked.map(({ user_id, profileData }) => [user_id, (profileData as Json).email])).toEqual([
      [primary.idpUserId, `${primary.subject}@example.com`],
      [secondary.idpUserId, `${secondary.subject}@example.com`],
    ]);
    expect(linked[1]).toMatchObject({ provider: 'oidc', connection: 'con2', isSocial: false });
    expect(linked[1]?.access_token).toBe(theirs?.access_token);
    expect(linked[1]?.refresh_token).toBe(theirs?.refresh_token);

    const { body: after } = await place.user(primary.userId);
    expect({ ...after, identities: 0, updated_at: 0 }).toEqual({ ...before, identities: 0, updated_at: 0 });
    const [first, second] = after.identities as Json[];
    expect(first).not.toHaveProperty('profileData');
    expect(second?.profileData).toMatchObject({ name: `User ${secondary.subject}` });
    expect(second?.access_token).toBe(theirs?.access_token);
    expect((await place.user(secondary.userId)).status).toBe(404);
    expect(JSON.stringify(after)).not.toContain('gone');
  });

  test('later sign-ins through the secondary are the primary, whose profile stays; profile and tokens of the identity follow', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    await place.link(primary, secondary);
    const [, before] = await place.identities(primary.userId);
    place.idp.behave({ idToken: { claims: { nickname: 'fresh' } } });
    const again = await place.person('con2', secondary.subject);
    place.idp.behave({ idToken: {} });
    expect(decodeClaims(again.idToken)).toMatchObject({ sub: primary.userId, name: `User ${primary.subject}` });
    const { body } = await place.user(primary.userId);
    expect(body).toMatchObject({ name: `User ${primary.subject}`, logins_count: 2 });
    expect(body.nickname).not.toBe('fresh');
    const [, identity] = body.identities as Json[];
    expect(identity?.profileData).toMatchObject({ nickname: 'fresh' });
    expect(identity?.access_token).not.toBe(before?.access_token);
    expect((await place.user(secondary.userId)).status).toBe(404);
  });

  test('sessions, access tokens and refresh tokens of the secondary end', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    const refreshToken = await place.refreshTokenOf(secondary);
    await place.link(primary, secondary);
    const own = await place.send('GET', userPath(secondary.userId), undefined, secondary.accessToken);
    expect(own.status).toBe(401);
    const form = { grant_type: 'refresh_token', ...webCredentials, refresh_token: refreshToken };
    expect((await postToken(place.broker, form)).body.error).toBe('invalid_grant');
    const { url } = await secondary.browser.follow(
      `${place.broker.url}/authorize?client_id=web&response_type=code&prompt=none&redirect_uri=http://127.0.0.1:9/cb`,
      'http://127.0.0.1:9',
    );
    expect(url.searchParams.get('error')).toBe('login_required');
    // Those of the primary do not.
    expect((await place.send('GET', userPath(primary.userId), undefined, primary.accessToken)).status).toBe(200);
  });

  test('user_id is taken with the provider in front too, and what was linked to the secondary comes along', async () => {
    const [a, b, c] = [await place.person(), await place.person('con2'), await place.person('con2')];
    await place.link(b, c);
    const { status, body } = await place.send('POST', `${userPath(a.userId)}/identities`, {
      provider: 'oidc',
      user_id: b.userId,
    });
    expect(status).toBe(201);
    expect((body as unknown as Json[]).map(({ user_id }) => user_id)).toEqual([a, b, c].map((one) => one.idpUserId));
    const shown = await place.identities(a.userId);
    expect(shown.every(({ access_token }) => typeof access_token === 'string')).toBe(true);
    expect(shown[2]?.profileData).toMatchObject({ name: `User ${c.subject}` });
  });

  test('every documented refusal, and nothing changes by it', async () => {
    const [primary, secondary, third] = [await place.person(), await place.person('con2'), await place.person()];
    await place.link(primary, secondary);
    const shown = async () => (await place.identities(primary.userId)).map(({ expires_in: _left, ...rest }) => rest);
    const before = await shown();
    const connections = await place.broker.app.tenant.store.db.selectFrom('connections').selectAll().execute();
    const con1 = connections.find(({ name }) => name === 'con1')!.connection_id;
    const identity = (person: { idpUserId: string }) => ({ provider: 'oidc', user_id: person.idpUserId });
    const refusals: [userId: string, body: unknown, status: number, message: RegExp][] = [
      [primary.userId, identity(primary), 400, /^Main identity and the new one are the same\.$/],
      [primary.userId, identity(secondary), 409, /^Specified identity already exists\.$/],
      [third.userId, identity(secondary), 409, /^Specified identity already exists\.$/],
      [primary.userId, { provider: 'oidc', user_id: 'con1|nobody' }, 400, /requires a connection\.$/],
      [primary.userId, { provider: 'oidc', user_id: 'x', connection_id: con1 }, 400, /identity is not allowed\.$/],
      [primary.userId, { provider: 'github', user_id: '1' }, 400, /^The provider\/connection is not configured\.$/],
      [primary.userId, { ...identity(third), connection_id: 'con_0000000000000000' }, 400, /is not configured\.$/],
      ['oidc|con1|nobody', identity(third), 404, /^The user does not exist\.$/],
      [primary.userId, {}, 400, /Missing required property: provider/],
      [primary.userId, { provider: 'oidc' }, 400, /Missing required property: user_id/],
      [primary.userId, { link_with: 'a.b.c', provider: 'oidc' }, 400, /Additional properties not allowed: provider/],
      [primary.userId, { ...identity(third), more: 1 }, 400, /Additional properties not allowed: more/],
      [primary.userId, { provider: 'oidc', user_id: 'con1|\u0000' }, 400, /must not contain U\+0000/],
    ];
    for (const [userId, body, status, message] of refusals) {
      const answer = await place.send('POST', `${userPath(userId)}/identities`, body);
      expect({ ...answer, at: body }).toMatchObject({ status, body: { message: expect.stringMatching(message) } });
    }
    expect(await shown()).toEqual(before);
    expect((await place.user(third.userId)).status).toBe(200);
  });

  test('T-B17: a blocked account is not linked: its holder would come in by the door of the other', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    const { db } = place.broker.app.tenant.store;
    await db.updateTable('users').set({ blocked: 1 }).where('user_id', '=', secondary.userId).execute();
    expect(await place.link(primary, secondary)).toMatchObject({
      status: 400,
      body: { message: 'Unable to link with the secondary account.' },
    });
    expect((await place.user(secondary.userId)).body.blocked).toBe(true);
  });

  test('a reader who is limited to a connection does not get the tokens of a linked account, nor are they logged for it', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    await place.link(primary, secondary);
    const { body: token } = await postToken(place.broker, {
      grant_type: 'client_credentials',
      client_id: other.id,
      client_secret: other.secret,
      audience: `${place.broker.issuer}api/v2/`,
    });
    const { body } = await place.send('GET', userPath(primary.userId), undefined, String(token.access_token));
    const [first, second] = body.identities as Json[];
    expect(first).toHaveProperty('access_token');
    expect(second).not.toHaveProperty('access_token');
    const { body: log } = await place.send('GET', `/idp-token-reads?client_id=${other.id}`);
    const entries = Object.values(log).flat() as Json[];
    const reads = entries.filter((entry) => entry?.user_id === primary.userId);
    expect(reads.map(({ connection }) => connection)).toEqual(['con1']);
  });

  test('the log of token reads says who was read when: before the link the one, after it the other', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    await place.user(secondary.userId);
    await place.link(primary, secondary);
    const entriesOf = async (userId: string) => {
      const { body } = await place.send('GET', `/idp-token-reads?user_id=${encodeURIComponent(userId)}`);
      return (Object.values(body).flat() as Json[]).filter((entry) => entry?.connection === 'con2');
    };
    expect(await entriesOf(secondary.userId)).toHaveLength(1);
    // The answer to the link is a reading too.
    expect(await entriesOf(primary.userId)).toHaveLength(1);
  });

  test('without read:user_idp_tokens no answer about linking has a token', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    const body = { link_with: secondary.idToken };
    const linked = await place.send('POST', `${userPath(primary.userId)}/identities`, body, primary.accessToken);
    expect(linked.status).toBe(201);
    const path = `${userPath(primary.userId)}/identities/oidc/${encodeURIComponent(secondary.idpUserId)}`;
    const unlinked = await place.send('DELETE', path, undefined, primary.accessToken);
    expect(unlinked.status).toBe(200);
    expect(JSON.stringify([linked.body, unlinked.body])).not.toMatch(/_token|at_|rt_/);
  });

  test('the id of a linked account is nobody else’s meanwhile', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    await place.link(primary, secondary);
    const { db } = place.broker.app.tenant.store;
    const twice = db
      .updateTable('identities')
      .set({ idp_user_id: secondary.idpUserId })
      .where('user_id', '=', (await place.person()).userId)
      .execute();
    await expect(twice).rejects.toThrow(/unique/i);
  });

  test('current-user scopes are all that a user’s token for the Management API carries', async () => {
    const scope = `${manageOneself} update:users read:user_idp_tokens`;
    const tokens = await getTokens(place.broker, { scope, audience: `${place.broker.issuer}api/v2/` });
    expect(decodeClaims(tokens.access_token).scope).toBe(manageOneself.replace(' offline_access', ''));
  });
});
