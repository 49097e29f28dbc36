import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configure, createBrowser, databaseKinds, getManagementToken, getTokens, web } from '../broker/index.ts';
import { type Json, startTestIdp } from '../idps/index.ts';
import { readMarkup } from '../pages/markup.ts';
import { idOf, linkPath, type Place, startPlace } from './set-up.ts';

describe.each(databaseKinds)('a link that renews a grant, on %s', (database) => {
  let place: Place;

  beforeAll(async () => {
    place = await startPlace(database);
  });
  afterAll(() => place.close());

  const userOf = async (subject: string) =>
    (await place.send('GET', `/users/${encodeURIComponent(idOf(subject))}`)).body;
  /** What a re-connection may change nothing of. */
  const lastingPartOf = async (subject: string) => {
    const { identities, ...user } = await userOf(subject);
    const ofTokens = ['access_token', 'refresh_token', 'expires_in', 'token_problem'];
    const tokenless = (identities as Json[]).map((one) =>
      Object.fromEntries(Object.entries(one).filter(([name]) => !ofTokens.includes(name))),
    );
    return { ...user, identities: tokenless };
  };

  test('the user goes to the IdP for the scopes that the grant should have, and the grant works again', async () => {
    await place.breakGrantOf('vera', 'calendar tasks');
    expect((await place.grantOf('vera')).state).toBe('needs_reauthorization');
    const before = await lastingPartOf('vera');
    const link = await place.linkFor('vera', { client_id: web.id, result_url: 'https://app.example.com/settings' });
    const browser = createBrowser();

    const page = await place.visit(link, browser);
    expect(page.status).toBe(200);
    expect(page.html).toContain('Re-connect your Work account');
    for (const name of ['web', 'Vera Lang']) expect(page.html).toContain(`<strong><bdi>${name}</bdi></strong>`);
    expect(page.html).not.toContain('vera.private@example.com');

    const address = await place.press(link, browser);
    const asked = (address.searchParams.get('scope') ?? '').split(' ');
    expect(asked).toEqual(
      expect.arrayContaining(['openid', 'profile', 'email', 'calendar', 'tasks', 'offline_access']),
    );
    expect(address.searchParams.get('prompt')).toBe('consent');
    expect(address.href).not.toContain('vera.private');

    const done = await place.visit(await place.signInAtIdp(address, 'vera'), browser);
    expect(done.html).toContain('Your Work account is connected again');
    expect(readMarkup(done.html).elements.find(({ tag }) => tag === 'a')?.attributes.href).toBe(
      'https://app.example.com/settings',
    );
    expect(await place.grantOf('vera')).toMatchObject({ state: 'active', refreshable: true, scopes: { missing: [] } });
    const [token] = (await userOf('vera')).identities as Json[];
    expect(token?.access_token).toEqual(expect.any(String));

    // Nobody is signed in by it, and nobody's profile or count of sign-ins changes.
    expect(done.setCookies).toEqual([]);
    expect(browser.cookie(place.broker.url, 'valetkey-session')).toBeUndefined();
    expect(await lastingPartOf('vera')).toEqual(before);
  });

  test('webhooks hear that the grant has recovered', async () => {
    const { body } = await place.send('GET', '/idp-grant-events');
    const types = (body.events as Json[]).map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['idp_grant.recovered', 'idp_grant.broken']);
  });

  test('who made the link and who used it is in the log, and the link is not', async () => {
    await place.broker.app.tenantLog.flush();
    const { body } = await place.send('GET', '/logs?per_page=100&sort=date:-1');
    const texts = (body as unknown as Json[]).map(({ description }) => description);
    expect(texts).toContain('A grant was re-connected by its user');
    expect(texts).toContain('Make a link by which the user renews a grant that needs it, once. Not in Auth0.');
    await place.breakGrantOf('vera');
    const link = await place.linkFor('vera');
    const ticket = new URL(link).searchParams.get('ticket')!;
    const browser = createBrowser();
    await place.visit(await place.signInAtIdp(await place.press(link, browser), 'vera'), browser);
    await place.broker.app.tenantLog.flush();
    expect(JSON.stringify((await place.send('GET', '/logs?per_page=100')).body)).not.toContain(ticket);
    expect(place.broker.logged()).not.toContain(ticket);
  });

  test('T-B18: a link is used up by its success, and looking at it uses nothing up', async () => {
    await place.breakGrantOf('vera');
    const link = await place.linkFor('vera');
    for (let look = 0; look < 3; look += 1) expect((await place.visit(link)).status).toBe(200);
    const browser = createBrowser();
    const callback = await place.signInAtIdp(await place.press(link, browser), 'vera');
    expect((await place.visit(callback, browser)).status).toBe(200);
    for (const address of [link, callback]) expect((await place.visit(address, browser)).status).toBe(400);
    expect((await place.visit(link)).html).toContain('This link is no longer valid');
  });

  test('T-B18: fifty callbacks at once, and two browsers with one link: exactly one success', async () => {
    await place.breakGrantOf('vera');
    const link = await place.linkFor('vera');
    const browsers = [createBrowser(), createBrowser()] as const;
    const callbacks: string[] = [];
    for (const browser of browsers) callbacks.push(await place.signInAtIdp(await place.press(link, browser), 'vera'));
    const all = await Promise.all(
      Array.from({ length: 50 }, (_, index) => place.visit(callbacks[index % 2]!, browsers[index % 2]!)),
    );
    expect(all.filter(({ html }) => html.includes('connected again'))).toHaveLength(1);
    expect(all.every(({ status }) => status === 200 || status === 400)).toBe(true);
    expect((await place.grantOf('vera')).state).toBe('active');
  });

  test('T-D03: another account at the IdP is refused: nothing changes, and the page names the account that is expected by its name alone', async () => {
    await getTokens(place.broker, { login_hint: 'max' });
    await place.breakGrantOf('vera');
    const before = [await place.grantOf('vera'), await userOf('max'), await lastingPartOf('vera')];
    const link = await place.linkFor('vera');
    const browser = createBrowser();
    for (const stranger of ['max', 'somebody-new']) {
      const wrong = await place.visit(await place.signInAtIdp(await place.press(link, browser), stranger), browser);
      expect(wrong.status).toBe(403);
      expect(wrong.html).toContain('That was another account');
      expect(wrong.html).toContain('The expected account is <strong><bdi>Vera Lang</bdi></strong>');
      for (const secret of ['private@example.com', 'oidc|con1|vera', 'con1|vera', stranger]) {
        expect(wrong.html.slice(wrong.html.indexOf('<main>'))).not.toContain(secret);
      }
      expect(wrong.setCookies).toEqual([]);
    }
    expect([await place.grantOf('vera'), await userOf('max'), await lastingPartOf('vera')]).toEqual(before);
    expect((await place.send('GET', `/users/${encodeURIComponent(idOf('somebody-new'))}`)).status).toBe(404);

    // The way on: the IdP lets the user choose another account.
    const again = await place.press(link, browser, { account: 'other' });
    expect(again.searchParams.get('prompt')?.split(' ').sort()).toEqual(['consent', 'select_account']);
    await place.visit(await place.signInAtIdp(again, 'vera'), browser);
    expect((await place.grantOf('vera')).state).toBe('active');
  });

  test('T-B03, CL-01: a callback in another browser, or with another state, asks no IdP and changes nothing', async () => {
    await place.breakGrantOf('vera');
    const link = await place.linkFor('vera');
    const callback = await place.signInAtIdp(await place.press(link, createBrowser()), 'vera');
    const asked = place.idp.requests('token').length;
    expect((await place.visit(callback, createBrowser())).status).toBe(400);
    const forged = new URL(callback);
    forged.searchParams.set('state', 'x'.repeat(43));
    expect((await place.visit(forged.href)).status).toBe(400);
    expect(place.idp.requests('token')).toHaveLength(asked);
    expect((await place.grantOf('vera')).state).toBe('needs_reauthorization');
  });

  test('the form of a foreign page starts nothing: without what our page gave this browser it is shown again', async () => {
    const link = await place.linkFor('vera');
    const [own, foreign] = [createBrowser(), createBrowser()];
    const { html } = await place.visit(link, own);
    const confirmation = /name="confirmation" value="([^"]+)"/.exec(html)?.[1] ?? '';
    await place.visit(link, foreign);
    const forms: Record<string, string>[] = [{}, { confirmation: 'x' }, { confirmation }];
    for (const form of forms) {
      const response = await foreign.post(link, form);
      expect([response.status, response.headers.get('location')]).toEqual([200, null]);
    }
  });

  test('while scopes are missing the grant stays partial, the page says so, and the link is still good', async () => {
    await place.breakGrantOf('vera', 'calendar');
    const link = await place.linkFor('vera');
    const browser = createBrowser();
    place.idp.behave({ tokenAnswer: { scope: 'openid profile email' } });
    const page = await place.visit(await place.signInAtIdp(await place.press(link, browser), 'vera'), browser);
    expect(page.html).toContain('Some access is still missing');
    expect(await place.grantOf('vera')).toMatchObject({ state: 'partial' });
    expect((await place.makeLink('vera')).status).toBe(201);
  });

  test('a partial grant can be re-connected too', async () => {
    place.idp.behave({ tokenAnswer: {} });
    const link = await place.linkFor('vera');
    const browser = createBrowser();
    const page = await place.visit(await place.signInAtIdp(await place.press(link, browser), 'vera'), browser);
    expect(page.html).toContain('is connected again');
    expect((await place.grantOf('vera')).state).toBe('active');
  });

  test('an IdP that refuses or does not answer changes nothing, and the page offers another try', async () => {
    await place.breakGrantOf('vera');
    const link = await place.linkFor('vera');
    const browser = createBrowser();
    const address = await place.press(link, browser);
    const refused = `${place.broker.url}/login/callback?error=access_denied&state=${address.searchParams.get('state')}&iss=${encodeURIComponent(place.idp.url)}`;
    const page = await place.visit(refused, browser);
    expect([page.status, page.html.includes('Try again'), page.html.includes('role="alert"')]).toEqual([
      403,
      true,
      true,
    ]);

    const callback = await place.signInAtIdp(await place.press(link, browser), 'vera');
    place.idp.behave({ faults: { token: { kind: 'reset' } } });
    expect((await place.visit(callback, browser)).html).toContain('The provider does not answer');
    place.idp.behave({ faults: {} });
    expect((await place.grantOf('vera')).state).toBe('needs_reauthorization');
    const last = await place.visit(await place.signInAtIdp(await place.press(link, browser), 'vera'), browser);
    expect(last.html).toContain('is connected again');
  });

  test('a link ends with its time, with a newer one, and with a user who is blocked or gone', async () => {
    await place.breakGrantOf('vera');
    const first = await place.linkFor('vera');
    const second = await place.linkFor('vera', { ttl_sec: 60 });
    expect((await place.visit(first)).status).toBe(400);
    const browser = createBrowser();
    const callback = await place.signInAtIdp(await place.press(second, browser), 'vera');
    place.broker.clock.advance(61_000);
    expect((await place.visit(second)).status).toBe(400);
    expect((await place.visit(callback, browser)).html).toContain('This link is no longer valid');
    expect((await place.grantOf('vera')).state).toBe('needs_reauthorization');

    const third = await place.linkFor('vera');
    const started = await place.signInAtIdp(await place.press(third, browser), 'vera');
    const path = `/users/${encodeURIComponent(idOf('vera'))}`;
    await place.send('PATCH', path, { blocked: true });
    expect((await place.visit(third)).status).toBe(403);
    expect((await place.visit(started, browser)).html).toContain('This account is blocked');
    await place.send('PATCH', path, { blocked: false });
    expect((await place.visit(third)).status).toBe(200);

    await place.breakGrantOf('leaver');
    const ofLeaver = await place.linkFor('leaver');
    await place.send('DELETE', `/users/${encodeURIComponent(idOf('leaver'))}`);
    expect((await place.visit(ofLeaver)).status).toBe(400);
  });

  test('T-D17, T-B16: a connection that points elsewhere, or is switched off, renews nothing', async () => {
    const evil = await startTestIdp({ clock: place.broker.clock });
    try {
      await place.breakGrantOf('vera');
      const link = await place.linkFor('vera');
      const connection = (issuer: string, active = true) =>
        configure(
          place.broker.app,
          JSON.stringify({
            connections: [
              {
                name: 'con1',
                strategy: 'oidc',
                authentication: { active },
                options: { type: 'back_channel', client_id: evil.clientId, client_secret: evil.clientSecret, issuer },
              },
            ],
          }),
        );
      await connection(evil.url);
      const browser = createBrowser();
      const { html } = await place.visit(link, browser);
      const confirmation = /name="confirmation" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const location = (await browser.post(link, { confirmation })).headers.get('location')!;
      evil.behave({ user: 'vera' });
      const callback = `${place.broker.url}/login/callback?${new URLSearchParams(await evil.signIn(location))}`;
      expect((await place.visit(callback, browser)).html).toContain('That was another account');
      await connection(place.idp.url, false);
      expect((await place.visit(link)).status).toBe(400);
      await connection(place.idp.url);
    } finally {
      await evil.close();
    }
  });

  describe('making a link', () => {
    test('is for grants that need it, of users who have them', async () => {
      await getTokens(place.broker, { login_hint: 'max' });
      expect(await place.makeLink('max')).toMatchObject({ status: 409, body: { errorCode: 'grant_works' } });
      expect((await place.makeLink('nobody')).status).toBe(404);
      const other = linkPath('max').replace('con1%7Cmax', 'con1%7Cvera');
      expect((await place.send('POST', other, {})).status).toBe(404);
    });

    test('lasts an hour unless told, and never longer than seven days', async () => {
      await place.breakGrantOf('max');
      const now = place.broker.clock.now();
      const lifeOf = async (body: Json) =>
        Math.round((Date.parse(String((await place.makeLink('max', body)).body.expires_at)) - now) / 1000 / 60);
      expect(await lifeOf({})).toBe(60);
      expect(await lifeOf({ ttl_sec: 604_800 })).toBe(10_080);
      for (const ttl_sec of [604_801, 59, 0, -1, 1.5])
        expect((await place.makeLink('max', { ttl_sec })).status).toBe(400);
    });

    test('leads back only to an origin that is registered for the client', async () => {
      const refused = [
        { result_url: 'https://app.example.com/' },
        { client_id: web.id, result_url: 'https://evil.example/' },
        { client_id: web.id, result_url: 'https://app.example.com.evil.example/' },
        { client_id: web.id, result_url: 'javascript:alert(1)' },
        { client_id: 'unknown' },
        { client: web.id },
      ];
      for (const body of refused) expect([body, (await place.makeLink('max', body)).status]).toEqual([body, 400]);
      const accepted = { client_id: web.id, result_url: 'https://app.example.com/done?x=1' };
      expect((await place.makeLink('max', accepted)).status).toBe(201);
    });

    test('needs a scope of its own', async () => {
      const reader = await getManagementToken(place.broker, 'read:users update:users read:user_idp_tokens');
      expect((await place.send('POST', linkPath('max'), {}, reader)).status).toBe(403);
    });

    test('the database has only a hash of it', async () => {
      const ticket = new URL(await place.linkFor('max')).searchParams.get('ticket')!;
      const rows = await place.broker.app.tenant.store.db.selectFrom('reconnect_tickets').selectAll().execute();
      expect(rows.length).toBeGreaterThan(0);
      expect(JSON.stringify(rows)).not.toContain(ticket);
    });
  });
});
