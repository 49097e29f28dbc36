import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, type Browser, configure, databaseKinds, getTokens, other, web } from '../broker/index.ts';
import { answerWith, dropConnection, type Received, type Receiver, startReceiver } from '../events/receiver.ts';
import { startWorld, type World } from './set-up.ts';

const event = 'http://schemas.openid.net/event/backchannel-logout';

describe.each(databaseKinds)('AS-50: back-channel logout on %s', (database) => {
  let world: World;
  let receiver: Receiver;
  let people = 0;

  beforeAll(async () => {
    world = await startWorld(database);
    receiver = await startReceiver();
    await listen(web.id);
    await listen(other.id);
  });
  afterAll(async () => {
    await world.close();
    await receiver.close();
  });
  afterEach(() => receiver.reset());

  async function listen(client: string, initiators?: unknown) {
    const oidc_logout = {
      backchannel_logout_urls: [`${receiver.url}/${client}`],
      ...(initiators !== undefined && { backchannel_logout_initiators: initiators }),
    };
    const entry = { name: client, client_id: client, oidc_logout };
    await configure(world.broker.app, JSON.stringify({ clients: [entry] }));
  }

  /** Somebody new, signed in to two applications in one browser. */
  async function somebody() {
    people += 1;
    const user = `leaver-${people}`;
    const browser = await world.signedIn(user);
    const { id_token } = await getTokens(world.broker, {}, browser);
    await visit(browser);
    return { browser, user, id: `oidc|con1|${user}`, idToken: String(id_token), sid: claimsOf(id_token).sid };
  }
  const visit = (browser: Browser) =>
    world.follow(browser, authorizeUrl(world.broker, { client_id: other.id, redirect_uri: other.callback }));
  const claimsOf = (jwt: unknown) => JSON.parse(Buffer.from(String(jwt).split('.')[1]!, 'base64url').toString());
  const tokenOf = ({ body }: Received) => new URLSearchParams(body).get('logout_token') ?? '';
  const told = () => receiver.received.map(({ path }) => path).sort();
  const deliver = () => world.broker.app.logoutDelivery.run();
  const logOut = (browser: Browser) => browser.get(`${world.broker.url}/v2/logout`);

  test('each application of the session is told once, with a token that is good for this and nothing else', async () => {
    const { browser, id, sid, idToken } = await somebody();
    const before = Math.floor(world.clock.now() / 1000);
    await logOut(browser);
    await deliver();
    await deliver();
    expect(told()).toEqual(['/other', '/web']);
    const message = receiver.received.find(({ path }) => path === '/web')!;
    expect(message.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const token = tokenOf(message);
    const keys = createRemoteJWKSet(new URL(`${world.broker.url}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(token, keys, {
      issuer: world.broker.issuer,
      audience: web.id,
      typ: 'logout+jwt',
      currentDate: new Date(world.clock.now()),
    });
    expect(payload).toEqual({
      iss: world.broker.issuer,
      aud: web.id,
      sub: id,
      sid,
      iat: expect.any(Number),
      exp: payload.iat! + 120,
      jti: expect.stringMatching(/^[\w-]{16,}$/),
      events: { [event]: {} },
    });
    expect(payload.iat).toBeGreaterThanOrEqual(before);
    expect(decodeProtectedHeader(token).alg).toBe(decodeProtectedHeader(idToken).alg);
    expect(new Set(receiver.received.map((one) => claimsOf(tokenOf(one)).jti)).size).toBe(2);
    // It opens nothing here.
    const asHint = await browser.get(`${world.broker.url}/oidc/logout?id_token_hint=${token}`);
    const asBearer = await fetch(`${world.broker.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect([asHint.status, asBearer.status]).toEqual([400, 401]);
  });

  test('/oidc/logout tells too, and a session in another browser stays', async () => {
    const { browser, idToken, user } = await somebody();
    const elsewhere = await world.signedIn(user);
    await browser.get(`${world.broker.url}/oidc/logout?id_token_hint=${idToken}`);
    await deliver();
    expect(told()).toEqual(['/other', '/web']);
    const silent = await world.follow(elsewhere, authorizeUrl(world.broker, { prompt: 'none' }));
    expect(silent.answer.code).toBeDefined();
  });

  test('who signs in again keeps the applications of the session before; who is somebody else ends them', async () => {
    const { browser, user } = await somebody();
    const again = await getTokens(world.broker, { prompt: 'login', connection: 'con1' }, browser);
    await deliver();
    expect(told()).toEqual([]);
    await logOut(browser);
    await deliver();
    expect(told()).toEqual(['/other', '/web']);
    const web1 = receiver.received.find(({ path }) => path === '/web')!;
    expect(claimsOf(tokenOf(web1)).sid).toBe(claimsOf(again.id_token).sid);
    receiver.reset();
    const next = await world.signedIn(user);
    await visit(next);
    world.idp.behave({ user: 'the next person' });
    await getTokens(world.broker, { prompt: 'login', connection: 'con1' }, next);
    await deliver();
    expect(told()).toEqual(['/other', '/web']);
    expect(receiver.received.map((one) => claimsOf(tokenOf(one)).sub)).toEqual(Array(2).fill(`oidc|con1|${user}`));
  });

  test('sessions that the operator ends, and users that are deleted, are told to whoever asked for it', async () => {
    await listen(web.id, { mode: 'custom', selected_initiators: ['session-revoked'] });
    await listen(other.id, { mode: 'all' });
    const first = await somebody();
    await world.manage('DELETE', `/sessions/${first.sid}`);
    await deliver();
    expect(told()).toEqual(['/other', '/web']);
    receiver.reset();
    const second = await somebody();
    await world.manage('DELETE', `/users/${encodeURIComponent(second.id)}`);
    await deliver();
    expect(told()).toEqual(['/other']);
    receiver.reset();
    const third = await somebody();
    await world.manage('POST', `/users/${encodeURIComponent(third.id)}/revoke-access`);
    await deliver();
    expect(told()).toEqual(['/other', '/web']);
    await listen(web.id, { mode: 'custom', selected_initiators: [] });
    receiver.reset();
    await logOut((await somebody()).browser);
    await deliver();
    expect(told()).toEqual(['/other', '/web']);
  });

  test('an application that fails is told again, at most five times, and the failure is noted without the token', async () => {
    const { browser } = await somebody();
    const reactions = [answerWith(503), dropConnection, answerWith(302, { location: `${receiver.url}/elsewhere` })];
    receiver.react((message, response) => {
      if (message.path === '/other') return answerWith(200)(message, response);
      return (reactions.shift() ?? answerWith(500))(message, response);
    });
    await logOut(browser);
    for (let round = 0; round < 8; round += 1) {
      await deliver();
      world.clock.advance(11 * 60_000);
    }
    const attempts = receiver.received.filter(({ path }) => path === '/web');
    expect(attempts).toHaveLength(5);
    expect(told()).not.toContain('/elsewhere');
    expect(receiver.received.filter(({ path }) => path === '/other')).toHaveLength(1);
    expect(new Set(attempts.map((one) => claimsOf(tokenOf(one)).jti)).size).toBe(1);
    for (const one of attempts) expect(claimsOf(tokenOf(one)).exp - claimsOf(tokenOf(one)).iat).toBe(120);
    const logged = world.broker.logged();
    expect(logged).toContain('an application could not be told of a logout');
    expect(logged).toContain('status_500');
    for (const one of receiver.received) expect(logged).not.toContain(tokenOf(one));
  });

  test('a refusal by the application is not argued with', async () => {
    const { browser } = await somebody();
    receiver.react(answerWith(400));
    await logOut(browser);
    await deliver();
    world.clock.advance(60 * 60_000);
    await deliver();
    expect(told()).toEqual(['/other', '/web']);
  });

  test('two couriers at once tell once', async () => {
    const { browser } = await somebody();
    await logOut(browser);
    await Promise.all([deliver(), deliver(), deliver()]);
    expect(told()).toEqual(['/other', '/web']);
  });

  test('metadata says so', async () => {
    const response = await fetch(`${world.broker.url}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });
});
