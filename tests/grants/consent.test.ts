import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  api,
  authorizeUrl,
  createBrowser,
  databaseKinds,
  decodeClaims,
  type Parameters,
  web,
} from '../broker/index.ts';
import { readMarkup } from '../pages/markup.ts';
import { local, partner, startWorld, strict, type World } from './set-up.ts';

const offline = { audience: api, scope: 'openid email offline_access read:things' };
const invalid = { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' };

describe('the consent page', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(databaseKinds.at(-1)!);
  });
  afterAll(() => world.close());

  let people = 0;
  /** A browser of somebody who was never here. */
  async function somebody() {
    people += 1;
    const user = `person-${people}`;
    return { user, id: `oidc|con1|${user}`, browser: await world.signedIn(user) };
  }

  test('names the application, the person, and what is asked for, in their language', async () => {
    const { browser, user } = await somebody();
    const page = await world.ask(browser, {
      ...offline,
      scope: `${offline.scope} write:things phone`,
      ui_locales: 'de',
    });
    expect({ path: page.url.pathname, status: page.status }).toEqual({ path: '/u/consent', status: 200 });
    const { text } = readMarkup(page.html);
    for (const words of [
      'Zugriff erlauben?',
      'Partner & App',
      user,
      'Example API',
      'See your things',
      'write:things',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain('E-Mail-Adresse');
    expect(text).toContain('Telefonnummer');
    expect(text).not.toContain('read:things');
  });

  test('T-D07: says in words what an application may do to the account itself, and never what a third party may not', async () => {
    const { browser } = await somebody();
    const own = {
      audience: `${world.broker.issuer}api/v2/`,
      scope: 'openid read:current_user update:current_user_identities update:current_user_metadata',
    };
    const page = await world.ask(browser, own);
    const { text } = readMarkup(page.html);
    for (const words of ['all that is kept about you', 'change the preferences']) expect(text).toContain(words);
    for (const words of ['current_user', 'link other accounts', 'Management API']) expect(text).not.toContain(words);
    // A first party may, and is asked, because that API skips the question for nobody.
    const first = await world.follow(browser, authorizeUrl(world.broker, { connection: 'con1', ...own }));
    expect(first.url.pathname).toBe('/u/consent');
    expect(readMarkup(first.html).text).toContain(
      'link other accounts to yours, with which one can then sign in as you',
    );
  });

  test('allow gives a code for what was asked, and the person is not asked again', async () => {
    const { browser, id } = await somebody();
    const page = await world.ask(browser, offline);
    const arrived = await world.decide(browser, page, 'allow');
    expect(arrived.answer).toMatchObject({ state: 's', iss: world.broker.issuer });
    const { status, body } = await world.redeem(arrived.answer.code);
    expect(status).toBe(200);
    expect(body.scope).toBe(offline.scope);
    expect(decodeClaims(body.access_token)).toMatchObject({ sub: id, azp: partner.id });
    for (const parameters of [offline, { ...offline, scope: 'openid read:things' }, { ...offline, prompt: 'none' }]) {
      expect((await world.ask(browser, parameters)).answer.code).toBeDefined();
    }
    const { body: grants } = await world.manage('GET', `/grants?user_id=${encodeURIComponent(id)}`);
    expect(grants).toEqual([
      {
        id: expect.stringMatching(/^[A-Za-z0-9]{24}$/),
        clientID: partner.id,
        user_id: id,
        audience: api,
        scope: offline.scope.split(' '),
      },
    ]);
  });

  test('whoever is signed in as somebody else may sign in anew, and is the one who is asked then', async () => {
    const { browser, user } = await somebody();
    const page = await world.ask(browser, { ...offline, connection: 'con1', login_hint: user });
    const other = `${user}-other`;
    world.idp.behave({ user: other });
    const asked = await world.decide(browser, page, 'other');
    const sent = world.idp.requests('authorize').at(-1)?.params;
    expect([sent?.prompt, sent?.login_hint]).toEqual(['select_account', undefined]);
    expect(asked.url.pathname).toBe('/u/consent');
    expect(readMarkup(asked.html).text).toContain(other);
    // The first question is used up.
    expect((await world.decide(browser, page, 'allow')).status).toBe(400);
    const { answer } = await world.decide(browser, asked, 'allow');
    const { body } = await world.redeem(answer.code);
    expect(decodeClaims(body.access_token).sub).toBe(`oidc|con1|${other}`);
  });

  test('where the application named no connection, another account begins with the choice of one', async () => {
    const { browser } = await somebody();
    const { id: client_id, callback } = partner;
    const named = { ...offline, client_id, redirect_uri: callback };
    const page = await world.follow(browser, authorizeUrl(world.broker, named), callback);
    expect((await world.decide(browser, page, 'other')).url.pathname).toBe('/u/login');
  });

  test('AS-17: more scopes, another API, or no API at all is another question; prompt=none cannot ask it', async () => {
    const { browser } = await somebody();
    await world.decide(browser, await world.ask(browser, offline), 'allow');
    const others: Parameters[] = [
      { ...offline, scope: 'openid write:things' },
      { scope: 'openid' },
      { audience: strict },
    ];
    for (const parameters of others) {
      expect((await world.ask(browser, { ...parameters, prompt: 'none' })).answer).toMatchObject({
        error: 'consent_required',
        state: 's',
      });
      expect((await world.ask(browser, parameters)).url.pathname).toBe('/u/consent');
    }
    // What is allowed later comes on top.
    const page = await world.ask(browser, { ...offline, scope: 'openid write:things' });
    await world.decide(browser, page, 'allow');
    expect(
      (await world.ask(browser, { ...offline, scope: 'openid read:things write:things' })).answer.code,
    ).toBeDefined();
  });

  test('deny is told to the application as access_denied, and nothing is kept', async () => {
    const { browser, id } = await somebody();
    const page = await world.ask(browser, offline);
    const { answer } = await world.decide(browser, page, 'deny');
    expect(answer).toMatchObject({ error: 'access_denied', error_description: 'User did not authorize the request' });
    expect(answer.code).toBeUndefined();
    expect((await world.manage('GET', `/grants?user_id=${encodeURIComponent(id)}`)).body).toEqual([]);
    expect((await world.ask(browser, offline)).url.pathname).toBe('/u/consent');
  });

  test('prompt=consent asks again, in the session that there is', async () => {
    const { browser } = await somebody();
    await world.decide(browser, await world.ask(browser, offline), 'allow');
    const before = world.idp.requests('authorize').length;
    const page = await world.ask(browser, { ...offline, prompt: 'consent' });
    expect(page.url.pathname).toBe('/u/consent');
    expect(world.idp.requests('authorize').length).toBe(before);
    expect((await world.decide(browser, page, 'allow')).answer.code).toBeDefined();
  });

  test('somebody who was not signed in is asked after the sign-in', async () => {
    const browser = createBrowser();
    world.idp.behave({ user: 'late' });
    const page = await world.ask(browser, offline);
    expect(page.url.pathname).toBe('/u/consent');
    expect((await world.decide(browser, page, 'allow')).answer.code).toBeDefined();
  });

  test('first parties are asked for only where the API says so, and at localhost', async () => {
    const { browser } = await somebody();
    const ask = (parameters: Record<string, string>) => world.follow(browser, authorizeUrl(world.broker, parameters));
    expect((await ask({ audience: api, scope: 'openid read:things' })).answer.code).toBeDefined();
    expect((await ask({ scope: 'openid' })).answer.code).toBeDefined();
    const page = await ask({ audience: strict, scope: 'openid read:secrets' });
    expect(page.url.pathname).toBe('/u/consent');
    expect((await world.decide(browser, page, 'allow')).answer.code).toBeDefined();
    const atHome = { client_id: local.id, redirect_uri: local.callback };
    const asked = await world.ask(browser, { ...atHome, audience: api, scope: 'openid read:things' });
    expect(asked.url.pathname).toBe('/u/consent');
    expect((await world.decide(browser, asked, 'allow')).answer.code).toBeDefined();
    expect((await world.ask(browser, { ...atHome, scope: 'openid profile' })).answer.code).toBeDefined();
  });

  describe('T-B10: nobody completes the question of somebody else', () => {
    test('another browser, signed in or not, is told to start over, and the question stays with whom it was put to', async () => {
      const max = await somebody();
      const page = await world.ask(max.browser, offline);
      for (const browser of [createBrowser(), (await somebody()).browser]) {
        const shown = await browser.get(page.url.href);
        expect(shown.status).toBe(400);
        expect(await shown.text()).not.toContain('decision');
        const posted = await world.decide(browser, page, 'allow');
        expect({ status: posted.status, code: posted.answer.code }).toEqual({ status: 400, code: undefined });
      }
      expect((await world.decide(max.browser, page, 'allow')).answer.code).toBeDefined();
    });

    test('a session that has ended or changed hands since cannot answer', async () => {
      const { browser } = await somebody();
      const page = await world.ask(browser, offline);
      world.idp.behave({ user: 'the next person' });
      await world.follow(browser, authorizeUrl(world.broker, { connection: 'con1', prompt: 'login' }));
      expect((await world.decide(browser, page, 'allow')).status).toBe(400);
      const again = await world.ask(browser, offline);
      await browser.get(`${world.broker.url}/v2/logout`);
      expect((await world.decide(browser, again, 'allow')).status).toBe(400);
    });

    test('an answer counts once, not from a foreign form, and not after ten minutes', async () => {
      const { browser } = await somebody();
      const page = await world.ask(browser, offline);
      const forged = { ...page, html: page.html.replace(/name="confirmation" value="[^"]+"/, '') };
      expect((await world.decide(browser, forged, 'allow')).status).toBe(400);
      const swapped = await world.ask(browser, offline);
      expect((await world.decide(browser, { ...page, html: swapped.html }, 'allow')).status).toBe(400);
      const both = await Promise.all([1, 2, 3].map(() => world.decide(browser, page, 'allow')));
      expect(both.filter(({ answer }) => answer.code !== undefined)).toHaveLength(1);
      world.clock.advance(10 * 60_000 + 1);
      expect((await world.decide(browser, swapped, 'allow')).status).toBe(400);
    });
  });

  test('an address without a question behind it is an error page', async () => {
    const browser = createBrowser();
    expect((await browser.get(`${world.broker.url}/u/consent`)).status).toBe(400);
    expect((await browser.get(`${world.broker.url}/u/consent?state=x&state=y`)).status).toBe(400);
    expect((await browser.post(`${world.broker.url}/u/consent?state=x`, { decision: 'allow' })).status).toBe(400);
  });
});

describe.each(databaseKinds)('user grants on %s', (database) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(database);
  });
  afterAll(() => world.close());

  async function allowed(user: string, parameters = offline) {
    const browser = await world.signedIn(user);
    const page = await world.ask(browser, parameters);
    const { answer } = await world.decide(browser, page, 'allow');
    return { browser, id: `oidc|con1|${user}`, tokens: (await world.redeem(answer.code)).body };
  }

  test('are listed by user, application and API, in pages, with totals', async () => {
    const { id } = await allowed('lister');
    await allowed('lister', { audience: strict, scope: 'openid read:secrets' });
    await allowed('another');
    const user = encodeURIComponent(id);
    const { body } = await world.manage('GET', `/grants?user_id=${user}&include_totals=true&per_page=1&page=1`);
    expect(body).toMatchObject({ start: 1, limit: 1, total: 2 });
    expect(body.grants).toHaveLength(1);
    const of = async (query: string) => (await world.manage('GET', `/grants?${query}`)).body.length;
    expect(await of(`user_id=${user}&audience=${encodeURIComponent(strict)}`)).toBe(1);
    expect(await of(`client_id=${partner.id}`)).toBe(3);
    expect(await of(`client_id=${web.id}`)).toBe(0);
    expect(await of(`audience=${encodeURIComponent(api)}`)).toBe(2);
    expect(await of('')).toBe(3);
    expect(await of('per_page=50&page=1')).toBe(0);
    expect((await world.manage('GET', '/grants?per_page=100&page=10')).status).toBe(400);
    expect((await world.manage('GET', '/grants?who=me')).status).toBe(400);
  });

  test('taking one back ends the tokens that came of it, and no others, and the person is asked again', async () => {
    const { browser, id, tokens } = await allowed('regretful');
    const profile = await allowed('regretful', { audience: '', scope: 'openid offline_access' });
    const { body } = await world.manage(
      'GET',
      `/grants?user_id=${encodeURIComponent(id)}&audience=${encodeURIComponent(api)}`,
    );
    expect((await world.refresh(tokens.refresh_token)).status).toBe(200);
    expect((await world.manage('DELETE', `/grants/${body[0].id}`)).status).toBe(204);
    expect((await world.refresh(tokens.refresh_token)).body).toEqual(invalid);
    const userinfo = await fetch(`${world.broker.url}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(userinfo.status).toBe(401);
    expect((await world.refresh(profile.tokens.refresh_token)).status).toBe(200);
    expect((await world.ask(browser, offline)).url.pathname).toBe('/u/consent');
    expect((await world.manage('DELETE', `/grants/${body[0].id}`)).status).toBe(204);
    expect((await world.manage('DELETE', `/grants?user_id=${encodeURIComponent(id)}`)).status).toBe(204);
    expect((await world.refresh(profile.tokens.refresh_token)).body).toEqual(invalid);
    expect((await world.manage('GET', `/grants?user_id=${encodeURIComponent(id)}`)).body).toEqual([]);
    expect((await world.manage('DELETE', '/grants')).status).toBe(400);
  });

  test('a code that was issued and not yet redeemed is worth nothing after it', async () => {
    const { browser, id } = await allowed('quick');
    const { answer } = await world.ask(browser, offline);
    await world.manage('DELETE', `/grants?user_id=${encodeURIComponent(id)}`);
    expect((await world.redeem(answer.code)).body).toMatchObject({ error: 'invalid_grant' });
  });

  test('go with the user', async () => {
    const { id } = await allowed('leaver');
    expect((await world.manage('DELETE', `/users/${encodeURIComponent(id)}`)).status).toBe(204);
    expect((await world.manage('GET', `/grants?user_id=${encodeURIComponent(id)}`)).body).toEqual([]);
  });
});
