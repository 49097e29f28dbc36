import { createHmac, createSign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSigningKey } from '../../src/tenant/index.ts';
import {
  configure,
  databaseKinds,
  decodeClaims,
  getTokens,
  other,
  postToken,
  web,
  webCredentials,
} from '../broker/index.ts';
import { manageOneself, type Person, type Place, startPlace, userPath } from './set-up.ts';

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe.each(databaseKinds)('linking with the ID token of the other account, on %s', (database) => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(database);
  });
  afterAll(() => place.close());

  const linkWith = (primary: Person, idToken: string, token = primary.accessToken) =>
    place.send('POST', `${userPath(primary.userId)}/identities`, { link_with: idToken }, token);

  /** A token that our own key signed. */
  async function sign(claims: object, header: object = {}): Promise<string> {
    const key = await readSigningKey(place.broker.app.tenant);
    const text = `${base64url({ alg: 'RS256', typ: 'JWT', kid: key.kid, ...header })}.${base64url(claims)}`;
    return `${text}.${createSign('sha256').update(text).sign(key.privateKey).toString('base64url')}`;
  }

  test('RS-12: a user links an account that was just signed in to', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    expect((await linkWith(primary, secondary.idToken)).status).toBe(201);
    expect((await place.identities(primary.userId)).map(({ user_id }) => user_id)).toEqual([
      primary.idpUserId,
      secondary.idpUserId,
    ]);
  });

  test('T-D07, RS-12: nobody links to somebody else, and a user names no account without its proof', async () => {
    const [vera, max] = [await place.person(), await place.person('con2')];
    const foreign = await place.send(
      'POST',
      `${userPath(vera.userId)}/identities`,
      { link_with: max.idToken },
      max.accessToken,
    );
    expect(foreign).toMatchObject({ status: 403, body: { errorCode: 'unowned_resource' } });
    const named = { provider: 'oidc', user_id: vera.idpUserId };
    const unproven = await place.send('POST', `${userPath(max.userId)}/identities`, named, max.accessToken);
    expect(unproven).toMatchObject({ status: 403, body: { errorCode: 'insufficient_scope' } });
    const path = `${userPath(vera.userId)}/identities/oidc/${encodeURIComponent(vera.idpUserId)}`;
    expect((await place.send('DELETE', path, undefined, max.accessToken)).status).toBe(403);
    // An ID token opens nothing.
    expect((await linkWith(max, vera.idToken, max.idToken)).status).toBe(401);
    expect((await place.user(vera.userId)).status).toBe(200);
  });

  test('T-D07: a third party gets no scope to link, and a token that it has does not link or unlink', async () => {
    const [vera, second, max] = [await place.person(), await place.person('con2'), await place.person('con2')];
    expect((await linkWith(vera, second.idToken)).status).toBe(201);
    const makeParty = async (isFirst: boolean) => {
      const client = { name: 'web', client_id: web.id, is_first_party: isFirst };
      await configure(place.broker.app, JSON.stringify({ clients: [client] }));
      place.broker.clock.advance(2_000);
    };
    await makeParty(false);
    // What was issued when it was a first party, too.
    expect(await linkWith(vera, max.idToken)).toMatchObject({ status: 403, body: { errorCode: 'insufficient_scope' } });
    const linked = `${userPath(vera.userId)}/identities/oidc/${encodeURIComponent(second.idpUserId)}`;
    expect((await place.send('DELETE', linked, undefined, vera.accessToken)).status).toBe(403);
    place.idp.behave({ user: vera.subject });
    const audience = `${place.broker.issuer}api/v2/`;
    const tokens = await getTokens(place.broker, { connection: 'con1', scope: manageOneself, audience });
    expect(tokens.scope).toBe('openid profile read:current_user');
    expect((await linkWith(vera, max.idToken, String(tokens.access_token))).status).toBe(403);
    expect((await place.send('GET', userPath(vera.userId), undefined, String(tokens.access_token))).status).toBe(200);
    await makeParty(true);
    expect(await place.identities(vera.userId)).toHaveLength(2);
    expect((await place.send('DELETE', linked, undefined, vera.accessToken)).status).toBe(200);
  });

  test('T-D07, RS-13: a token that is forged, foreign, for another client, expired or no ID token proves nothing', async () => {
    const [max, vera] = [await place.person(), await place.person('con2')];
    const claims = decodeClaims(vera.idToken);
    const hs256 = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
    const elsewhere = await getTokens(place.broker, { connection: 'con2', login_hint: vera.subject }).then(() =>
      sign({ ...claims, aud: other.id }),
    );
    const { sub: _sub, ...nobody } = claims;
    const { auth_time: _authTime, ...ageless } = claims;
    const now = Math.floor(place.broker.clock.now() / 1000);
    const refused: [token: string, message: RegExp][] = [
      ['rubbish', /^Invalid token \(link_with\)\.$/],
      [`${hs256}.${createHmac('sha256', 'x').update(hs256).digest('base64url')}`, /must have an alg of RS256\.$/],
      [`${base64url({ alg: 'none' })}.${base64url(claims)}.`, /must have an alg of RS256\.$/],
      [`${vera.idToken.slice(0, -8)}AAAAAAAA`, /^Invalid token/],
      [
        await sign({ ...claims, iss: 'https://elsewhere.example/' }),
        /must have the same issuer as the calling user\.$/,
      ],
      [await sign(nobody), /must contains sub claim\.$/],
      [elsewhere, /contains an invalid aud claim$/],
      [vera.accessToken, /contains an invalid aud claim$/],
      [await sign({ ...claims, exp: now - 1 }), /^Invalid token/],
      [await sign(ageless), /^Invalid token/],
      // Other tokens that our key signs for a client: logout tokens, and whatever names an authorized party.
      [await sign({ ...claims, events: {} }, { typ: 'logout+jwt' }), /^Invalid token/],
      [await sign(claims, { typ: 'at+jwt' }), /^Invalid token/],
      [await sign({ ...claims, azp: 'web' }), /^Invalid token/],
    ];
    for (const [token, message] of refused) {
      const answer = await linkWith(max, token);
      expect({ ...answer, token }).toMatchObject({ status: 400, body: { message: expect.stringMatching(message) } });
    }
    expect(await linkWith(max, max.idToken)).toMatchObject({
      status: 400,
      body: { message: 'Main identity and the new one are the same.' },
    });
    expect((await place.user(vera.userId)).status).toBe(200);
    // The control: the same kind of token, whole.
    expect((await linkWith(max, await sign(claims))).status).toBe(201);
  });

  test('T-D08: an ID token of a sign-in that is too long ago is refused, however young the token is', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    const refreshToken = await place.refreshTokenOf(secondary);
    place.broker.clock.advance(601_000);
    const form = { grant_type: 'refresh_token', ...webCredentials, refresh_token: refreshToken };
    const { body } = await postToken(place.broker, form);
    expect(Number(decodeClaims(body.id_token).iat) - Number(decodeClaims(body.id_token).auth_time)).toBeGreaterThan(
      600,
    );
    for (const token of [secondary.idToken, String(body.id_token)]) {
      expect(await linkWith(primary, token)).toMatchObject({
        status: 400,
        body: { message: 'Invalid token (link_with).' },
      });
    }
  });

  test('T-D08: an ID token of a moment ago is no proof where the sign-in at the IdP was long ago', async () => {
    const primary = await place.person();
    const longAgo = Math.floor(place.broker.clock.now() / 1000) - 7_200;
    place.idp.behave({ idToken: { claims: { auth_time: longAgo } } });
    const secondary = await place.person('con2');
    place.idp.behave({ idToken: {} });
    expect(await linkWith(primary, secondary.idToken)).toMatchObject({
      status: 400,
      body: { message: 'Invalid token (link_with).' },
    });
    const again = await place.person('con2', secondary.subject, { prompt: 'login' });
    expect((await linkWith(primary, again.idToken)).status).toBe(201);
  });

  test('T-B18: a proof is good for one link, 20 times at once and after an unlink too', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    const all = await Promise.all(Array.from({ length: 20 }, () => linkWith(primary, secondary.idToken)));
    expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(400)]);
    // The account that comes of unlinking is younger than the sign-in, by the second that claims count in.
    place.broker.clock.advance(2_000);
    await place.unlink(primary, secondary);
    expect((await place.user(secondary.userId)).status).toBe(200);
    expect((await linkWith(primary, secondary.idToken)).status).toBe(400);
    // Nor is another token of the old sign-in.
    const claims = { ...decodeClaims(secondary.idToken), nonce: 'another' };
    expect((await linkWith(primary, await sign(claims))).status).toBe(400);
    // Were the account as old as it looks, the token would still be spent, and only that one.
    const { db } = place.broker.app.tenant.store;
    await db.updateTable('users').set({ created_at: 0 }).where('user_id', '=', secondary.userId).execute();
    expect((await linkWith(primary, secondary.idToken)).status).toBe(400);
    expect((await linkWith(primary, await sign(claims))).status).toBe(201);
    await place.unlink(primary, secondary);
    const again = await place.person('con2', secondary.subject);
    expect((await linkWith(primary, again.idToken)).status).toBe(201);
  });

  test('T-D06: a user does not bring in identities that nobody has proven', async () => {
    const [primary, shared, trojan] = [await place.person(), await place.person('con2'), await place.person('con2')];
    await place.link(shared, trojan);
    expect(await linkWith(primary, shared.idToken)).toMatchObject({
      status: 400,
      body: { message: 'Unable to link with the secondary account.' },
    });
    expect(await place.identities(shared.userId)).toHaveLength(2);
  });

  test('T-B17: a user who was blocked in the middle links nothing, and is not linked', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    const { db } = place.broker.app.tenant.store;
    const block = (userId: string, blocked: 0 | 1) =>
      db.updateTable('users').set({ blocked }).where('user_id', '=', userId).execute();
    await block(primary.userId, 1);
    expect((await linkWith(primary, secondary.idToken)).status).toBe(401);
    await block(primary.userId, 0);
    await block(secondary.userId, 1);
    expect((await linkWith(primary, secondary.idToken)).status).toBe(400);
    await block(secondary.userId, 0);
    // What was refused has not used the proof up.
    expect((await linkWith(primary, secondary.idToken)).status).toBe(201);
  });

  test('T-D20: neither an e-mail address nor anything else links by itself', async () => {
    const one = await place.person('con1', 'same-address');
    const two = await place.person('con2', 'same-address');
    expect(one.userId).not.toBe(two.userId);
    expect(await place.identities(one.userId)).toHaveLength(1);
    expect(await place.identities(two.userId)).toHaveLength(1);
  });
});
