import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Browser, configure, createBrowser, oidcConnection, type Parameters } from '../../broker/index.ts';
import { readMarkup } from '../../pages/markup.ts';
import { ask, expectErrorPage, inShort, openPlace, type Place, show } from './set-up.ts';

let place: Place;

/** Beside con1 and con2: one without a button, one of another client, one switched off, one with a name to show. */
const more = (text: string, idp: Place['idp1']) =>
  text.replace(
    '\nresourceServers:',
    `${[
      oidcConnection('hidden', idp, '[web]', '    show_as_button: false'),
      oidcConnection('foreign', idp, '[other]'),
      oidcConnection('asleep', idp, '[web]', '    authentication: { active: false }'),
      oidcConnection('named', idp, '[web]', `    display_name: '<b>Staff & "Friends"</b>'`),
    ].join('')}\nresourceServers:`,
  );

beforeAll(async () => {
  place = await openPlace(more);
});
afterAll(() => place.close());
beforeEach(() => {
  place.idp1.reset();
  place.idp2.reset();
});

async function openPage(browser: Browser = createBrowser(), parameters: Parameters = {}, headers = {}) {
  const { location } = await ask(place.broker, parameters, browser);
  const shown = await show(browser.get(location!, headers));
  const { elements, text } = readMarkup(shown.html);
  const buttons = elements.filter(({ tag }) => tag === 'button').map(({ attributes }) => attributes.value);
  const form = elements.find(({ tag }) => tag === 'form')?.attributes;
  return { ...shown, url: location!, buttons, form, text };
}

describe('what it offers', () => {
  test('a button for each connection that is enabled for the client, and for no other', async () => {
    expect((await openPage()).buttons).toEqual(['con1', 'con2', 'named']);
    const native = { client_id: 'other', redirect_uri: 'http://127.0.0.1:9/other' };
    expect((await openPage(createBrowser(), native)).buttons).toEqual(['con1', 'con2', 'foreign']);
  });

  test('its form posts to /u/login, names application and tenant, and shows a display name as text', async () => {
    const page = await openPage();
    expect(page.status).toBe(200);
    expect(page.form).toEqual({ method: 'post', action: new URL(page.url).pathname + new URL(page.url).search });
    expect(page.text).toContain('Test Tenant');
    expect(page.text).toContain('<b>Staff & "Friends"</b>');
    expect(page.html).not.toContain('<b>Staff');
  });

  test('it follows what the operator changes while it is open', async () => {
    const browser = createBrowser();
    const page = await openPage(browser);
    const text = place.tenant.replace(/(name: con2\n)/, '$1    authentication: { active: false }\n');
    await configure(place.broker.app, text);
    place.broker.clock.advance(1000);
    expect((await show(browser.get(page.url))).html).not.toContain('value="con2"');
    await configure(
      place.broker.app,
      text.replace('active: false }\n    strategy: oauth2', 'active: true }\n    strategy: oauth2'),
    );
    place.broker.clock.advance(1000);
    expect((await show(browser.get(page.url))).html).toContain('value="con2"');
  });

  test('screen_hint=signup changes the words and nothing else', async () => {
    const plain = await openPage();
    const signUp = await openPage(createBrowser(), { screen_hint: 'signup' });
    expect(signUp.text).not.toBe(plain.text);
    expect(signUp.buttons).toEqual(plain.buttons);
    for (const screen_hint of ['login', 'SIGNUP', '<script>', 'x'.repeat(900)]) {
      const other = await openPage(createBrowser(), { screen_hint });
      expect(readMarkup(other.html).elements.find(({ tag }) => tag === 'h1')).toBeDefined();
      expect(other.text.replaceAll(/\s+/g, ' ')).toBe(plain.text.replaceAll(/\s+/g, ' '));
    }
  });

  test.each([
    ['de', '', 'de'],
    ['nl de en', '', 'de'],
    ['de-AT', '', 'de'],
    ['en', 'de', 'en'],
    ['', 'de-CH,en;q=0.5', 'de'],
    ['', '', 'en'],
    ['xx', 'yy', 'en'],
    ['"><script>', '', 'en'],
    ['x '.repeat(40), '', 'en'],
  ])('ui_locales=%j with Accept-Language %j is answered in %s', async (ui_locales, accept, expected) => {
    const page = await openPage(createBrowser(), { ui_locales }, { 'accept-language': accept });
    expect(readMarkup(page.html).elements.find(({ tag }) => tag === 'html')?.attributes.lang).toBe(expected);
  });
});

describe('the choice', () => {
  test('it leads to the IdP by POST alone, with what the application asked', async () => {
    const browser = createBrowser();
    const page = await openPage(browser, { state: 'kept', login_hint: 'vera' });
    const seen = await show(browser.get(`${page.url}&connection=con1`));
    expect([seen.status, seen.location]).toEqual([200, undefined]);
    const chosen = await show(browser.post(page.url, { connection: 'con2' }));
    expect(chosen.status).toBe(303);
    expect(chosen.location?.startsWith(`${place.idp2.endpoints.authorization_endpoint}?`)).toBe(true);
    expect(chosen.answer).toMatchObject({ login_hint: 'vera', redirect_uri: `${place.broker.issuer}login/callback` });
    const done = await show(browser.get((await show(browser.get(chosen.location!))).location!));
    expect(done.answer).toMatchObject({ state: 'kept', code: expect.any(String) });
  });

  test.each(
    inShort(['foreign', 'asleep', 'hidden', 'nothing', '', 'CON1', 'con1 ', '__proto__', '<script>', 'x'.repeat(5000)]),
  )('connection %s cannot be chosen: the page is shown again, and no IdP is asked', async (_shown, connection) => {
    const browser = createBrowser();
    const page = await openPage(browser);
    const shown = await show(browser.post(page.url, { connection }));
    expect([shown.status, shown.location]).toEqual([200, undefined]);
    expect(readMarkup(shown.html).elements.filter(({ tag }) => tag === 'button')).toHaveLength(3);
    expect(shown.html).not.toContain('<script');
    expect([...place.idp1.requests('authorize'), ...place.idp2.requests('authorize')]).toEqual([]);
  });

  test('two choices at once are none', async () => {
    const browser = createBrowser();
    const page = await openPage(browser);
    const shown = await show(browser.post(`${page.url}&connection=con2`, { connection: 'con1' }));
    expect([shown.status, shown.location]).toEqual([200, undefined]);
  });

  test('going back and choosing another one works', async () => {
    const browser = createBrowser();
    const page = await openPage(browser);
    for (const connection of ['con1', 'con2', 'con1']) {
      const chosen = await show(browser.post(page.url, { connection }));
      const done = await show(browser.get((await show(browser.get(chosen.location!))).location!));
      expect(done.answer.code).toBeDefined();
    }
  });

  test('without the page, its browser or its state nothing can be chosen', async () => {
    const browser = createBrowser();
    const page = await openPage(browser);
    const state = new URL(page.url).searchParams.get('state')!;
    const url = `${place.broker.url}/u/login`;
    expectErrorPage(await show(createBrowser().post(page.url, { connection: 'con1' })));
    expectErrorPage(await show(createBrowser().get(page.url)));
    expectErrorPage(await show(browser.post(url, { connection: 'con1' })));
    expectErrorPage(await show(browser.post(`${url}?state=x`, { connection: 'con1' })));
    expectErrorPage(await show(browser.post(`${url}?state=${state}`, { connection: 'con1', state })));
    expect((await show(browser.post(url, { connection: 'con1', state }))).status).toBe(303);
  });

  test('a connection whose IdP cannot be asked is told to the application', async () => {
    const broken = place.tenant.replace(/(name: named[\s\S]*?issuer: )\S+/, '$1http://127.0.0.1:1');
    await configure(place.broker.app, broken);
    place.broker.clock.advance(1000);
    const browser = createBrowser();
    const page = await openPage(browser);
    const shown = await show(browser.post(page.url, { connection: 'named' }));
    expect(shown.status).toBe(303);
    expect(shown.answer).toMatchObject({ error: 'server_error', state: 's', iss: place.broker.issuer });
  });
});
