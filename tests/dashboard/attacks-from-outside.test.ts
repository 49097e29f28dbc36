import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authorizeUrl, createBrowser, signIn, web } from '../broker/index.ts';
import { noChromium } from '../pages/chromium.ts';
import { addUsers } from '../user-search/set-up.ts';
import { type BrokerWorld, startBrokerWorld } from './broker-world.ts';
import { expectHarmless, hostile } from './hostile.ts';
import type { Tab } from './tab.ts';

/** Users who call themselves so at the IdP, each by another member. */
const people = {
  markup: {
    name: hostile.markup,
    nickname: hostile.markup,
    given_name: hostile.markup,
    email: '"<script>alert(1)</script>"@example.com',
    picture: hostile.script,
    locale: hostile.markup,
  },
  page: { name: hostile.quotes, nickname: hostile.script, email: hostile.markup, picture: hostile.page },
  drawing: { name: hostile.script, nickname: hostile.quotes, picture: hostile.drawing },
  address: { name: '\u202eevil\u0000\u2028', nickname: '<!--', picture: hostile.address },
} as const;
type Person = keyof typeof people;

describe.skipIf(noChromium)('AS-01: what users, identity providers and applications say of themselves', () => {
  let world: BrokerWorld;
  let tab: Tab;
  let page: Page;
  let connection: string;
  const asked: Record<string, string>[] = [];
  beforeAll(async () => {
    world = await startBrokerWorld();
    for (const person of Object.keys(people) as Person[]) {
      world.idp.behave({ user: person, userinfo: people[person], idToken: { claims: people[person] } });
      await signIn(world.broker);
    }
    const { body } = await world.admin.call('GET', '/v2/connections');
    connection = (body as unknown as { id: string }[])[0]!.id;
    tab = await world.openFor(world.admin, '/users');
    page = tab.page;
    // The attacker's server answers, so that what was asked of it can be seen.
    await page.context().route('https://attacker.invalid/**', (route) => {
      asked.push(route.request().headers());
      return route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
    });
  });
  afterAll(() => world?.close());
  beforeEach(() => {
    world.idp.reset();
    tab.seen.length = 0;
  });

  /** An address of https is fetched, by a browser that does not say from where; nothing else is an address at all. */
  async function expectPicture(person: Person): Promise<void> {
    const pictures = page.locator('main img');
    const wanted = person === 'address' ? 1 : 0;
    await expect.poll(() => pictures.count()).toBe(wanted);
    for (const picture of await pictures.all()) expect(await picture.getAttribute('src')).toBe(people.address.picture);
    expect(asked.filter(({ referer }) => referer !== undefined)).toEqual([]);
    if (wanted === 1) expect(asked.length).toBeGreaterThan(0);
  }

  test('a list of hostile users is a list of texts', async () => {
    await tab.go('/users');
    for (const { name } of [people.markup, people.page, people.drawing])
      await page.getByRole('link', { name, exact: true }).waitFor();
    await expectHarmless(tab);
  });

  test.each(Object.keys(people) as Person[])('the details of the user "%s" are text on each tab', async (person) => {
    const path = `/users/${encodeURIComponent(`oidc|con1|${person}`)}`;
    for (const name of ['identities', 'profile', 'sessions', 'history', 'json']) {
      await tab.go(`${path}?tab=${name}`);
      await expectHarmless(tab);
    }
    await tab.go(`${path}?tab=profile`);
    await expectPicture(person);
  });

  test.each([
    ['script', hostile.script],
    ['page', hostile.page],
    ['drawing', hostile.drawing],
  ])(
    'a picture that is no address of https is not shown, in whatever way it was stored: a %s',
    async (kind, picture) => {
      const userId = `github|${kind}`;
      const profile = { name: `Stored ${kind}`, picture };
      await addUsers(world.broker.app.tenant.store, [
        { userId, profile, createdAt: Date.now(), connections: ['github'] },
      ]);
      await tab.go(`/users?q=${encodeURIComponent(`user_id:"${userId}"`)}`);
      await page.getByRole('link', { name: profile.name }).waitFor();
      await expectHarmless(tab);
      expect(await page.locator('main img').count()).toBe(0);
      await tab.go(`/users/${encodeURIComponent(userId)}?tab=profile`);
      expect(await page.locator('main img').count()).toBe(0);
      await expectHarmless(tab);
    },
  );

  test.each(Object.keys(people) as Person[])(
    'the profile of "%s" in a try of the connection is text',
    async (person) => {
      world.idp.behave({ user: person, userinfo: people[person], idToken: { claims: people[person] } });
      await tab.go(`/connections/${connection}?tab=try`);
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByRole('region', { name: 'profile' }).waitFor();
      await expectHarmless(tab);
      await expectPicture(person);
      await tab.go('/');
    },
  );

  test("what an IdP's profile endpoint answers is shown as text, a page too", async () => {
    world.idp.behave({
      faults: { userinfo: { kind: 'answer', type: 'text/html', body: `<html>${hostile.markup}</html>` } },
    });
    await tab.go(`/users/${encodeURIComponent('oidc|con1|markup')}`);
    await page.getByRole('button', { name: 'Call the IdP' }).click();
    const dialog = page.getByRole('dialog', { name: /^Call the IdP/ });
    await dialog.getByRole('button', { name: 'Call', exact: true }).click();
    await dialog.getByText(hostile.markup).waitFor();
    await expectHarmless(tab);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  test("an IdP's error, a wrong client and a hostile browser are text in the log", async () => {
    const fault = { kind: 'error', error: hostile.markup, description: hostile.markup } as const;
    world.idp.behave({ faults: { authorize: fault } });
    await signIn(world.broker).catch(() => undefined);
    world.idp.behave({ faults: { token: fault } });
    await signIn(world.broker).catch(() => undefined);
    const headers = { 'user-agent': hostile.markup, referer: hostile.script };
    const form = {
      grant_type: 'client_credentials',
      client_id: web.id,
      client_secret: hostile.markup,
      audience: hostile.markup,
    };
    await fetch(`${world.broker.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form), headers });
    for (const [name, value] of [
      ['client_id', hostile.markup],
      ['connection', hostile.markup],
      ['scope', hostile.markup],
      ['redirect_uri', hostile.script],
      ['state', hostile.markup],
    ] as const)
      await createBrowser().get(authorizeUrl(world.broker, { [name]: value }), headers);
    await world.broker.app.tenantLog.flush();
    await tab.go('/logs');
    const entries = page.getByRole('main').getByRole('table').getByRole('button');
    await entries.first().waitFor();
    await expectHarmless(tab);
    const count = Math.min(await entries.count(), 12);
    for (let index = 0; index < count; index += 1) {
      await entries.nth(index).click();
      const drawer = page.getByRole('dialog');
      await drawer.getByRole('region').first().waitFor();
      await expectHarmless(tab);
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
    }
    await tab.go('/logs?kind=problems');
    await page.getByRole('button', { name: 'Backend refused' }).first().click();
    await page.getByRole('dialog').getByText(hostile.markup, { exact: false }).first().waitFor();
    await page.keyboard.press('Escape');
    await tab.go('/activity');
    await expectHarmless(tab);
  });

  test('names of connections and applications are text wherever they are chosen, shown or quoted in code', async () => {
    const named = await world.admin.call('PATCH', `/v2/connections/${connection}`, {
      body: { display_name: hostile.markup },
    });
    expect(named.status).toBe(200);
    const created = await world.admin.call('POST', '/v2/clients', {
      body: {
        name: hostile.quotes,
        description: hostile.markup,
        app_type: 'regular_web',
        callbacks: ['https://app.example.com/'],
      },
    });
    expect(created.status).toBe(201);
    const client = String(created.body.client_id);
    const paths = [
      ...['/connections', '/', '/applications', '/logs?view=reads', '/apis'],
      ...['health', 'try', 'settings', 'applications', 'readers'].map(
        (name) => `/connections/${connection}?tab=${name}`,
      ),
      ...['quick-start', 'settings', 'credentials', 'connections'].map((name) => `/applications/${client}?tab=${name}`),
    ];
    for (const path of paths) {
      await tab.go(path);
      await expectHarmless(tab);
    }
    await tab.go('/applications');
    await page.getByRole('link', { name: hostile.quotes }).waitFor();
    await tab.go('/connections');
    await page.getByText(hostile.markup).first().waitFor();
  });

  test('an address of the dashboard says nothing that the page believes', async () => {
    const value = encodeURIComponent(hostile.markup);
    // Once as a link that somebody was sent; the router takes all of them in the same way.
    await page.goto(`${world.broker.url}/dashboard/users/${value}?tab=${value}&q=${value}`);
    for (const path of [
      `/users?q=${value}`,
      `/users/${value}?tab=${value}`,
      `/connections/${value}`,
      `/applications/${value}?tab=${value}`,
      `/logs?kind=${value}&entry=${value}&q=${value}&client=${value}`,
      `/settings?tab=${value}`,
      `/${value}`,
    ]) {
      await tab.go(path);
      await page.getByRole('navigation', { name: 'Screens' }).waitFor();

      // The browser itself reports these answers.
      await expectHarmless(tab, /status of 40[04]/);
    }
    const stranger = await world.open();
    await stranger.page.goto(`${world.broker.url}/dashboard/sign-in?to=${encodeURIComponent(hostile.script)}`);
    await stranger.page.getByLabel('E-mail address').fill('ada@example.com');
    await stranger.page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple');
    await stranger.page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await stranger.page.getByRole('navigation', { name: 'Screens' }).waitFor();
    expect(stranger.seen).toEqual([]);
  });
});
