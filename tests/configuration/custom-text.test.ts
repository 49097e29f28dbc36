import { afterAll, beforeAll, expect, test } from 'vitest';
import { escapeHtml } from '../../src/app/pages/html.ts';
import { authorizeUrl, configure, createBrowser } from '../broker/index.ts';
import { attacks } from '../pages/samples.ts';
import { type Configured, startConfigured } from './set-up.ts';

let configured: Configured;

beforeAll(async () => {
  configured = await startConfigured();
});
afterAll(() => configured.broker.close());

const english = '/prompts/login/custom-text/en';

async function signInPage(uiLocales?: string): Promise<string> {
  const { broker } = configured;
  const parameters: Record<string, string> = uiLocales === undefined ? {} : { ui_locales: uiLocales };
  const { response } = await createBrowser().follow(authorizeUrl(broker, parameters), 'http://127.0.0.1:9/');
  return (await response?.text()) ?? '';
}

test('what the operator writes replaces ours for that key in that language alone, and a second PUT overwrites it', async () => {
  const { expectStatus } = configured;
  expect(await expectStatus(200, 'GET', english)).toEqual({});
  const texts = { login: { title: 'Hello at ${companyName}', noConnectionsTitle: 'Nothing here, ${clientName}' } };
  expect(await expectStatus(200, 'PUT', english, texts)).toEqual(texts);
  expect(await expectStatus(200, 'GET', english)).toEqual(texts);
  expect(await signInPage()).toContain('<h1>Nothing here, web</h1>');
  expect(await signInPage('de')).toContain('<h1>Noch keine Anmeldung möglich</h1>');

  await expectStatus(200, 'PUT', english, { login: { noConnectionsText: 'Ask ${clientName}.' } });
  const page = await signInPage();
  expect(page).toContain('<h1>No way to sign in yet</h1>');
  expect(page).toContain('Ask <strong><bdi>web</bdi></strong>.');
  await expectStatus(200, 'PUT', english, {});
  expect(await expectStatus(200, 'GET', english)).toEqual({});
});

test('texts for a region go before those of its language, and one that Auth0 names zh-CN speaks to every reader of Chinese', async () => {
  const { expectStatus } = configured;
  const put = (language: string, text: string) =>
    expectStatus(200, 'PUT', `/prompts/login/custom-text/${language}`, { login: { noConnectionsTitle: text } });
  await put('pt', 'Em português');
  await put('pt-BR', 'No Brasil');
  await put('zh-CN', '中文');
  await put('it', 'In italiano');
  expect(await signInPage('pt')).toContain('<h1>Em português</h1>');
  expect(await signInPage('pt-BR')).toContain('<h1>No Brasil</h1>');
  expect(await signInPage('pt-PT')).toContain('<h1>Em português</h1>');
  expect(await signInPage('zh')).toContain('<h1>中文</h1>');
  expect(await signInPage('it')).toContain('<h1>No way to sign in yet</h1>');
});

test.each(attacks)('AS-01: %j as a text is shown as it is, and makes no tag', async (attack) => {
  await configured.expectStatus(200, 'PUT', english, {
    login: { noConnectionsTitle: attack, noConnectionsText: attack },
  });
  const page = await signInPage();
  // A name in braces is filled in, as in our own texts.
  const shown = escapeHtml(attack).replace('{client}', 'web').replace('{tenant}', 'Test Tenant');
  expect(page).toContain(`<h1>${shown}</h1>`);
  const count = (html: string, tag: string) => html.split(`<${tag}`).length;
  for (const tag of ['script', 'img', 'svg', 'iframe', 'base', 'form', 'style']) {
    expect(count(page, tag), tag).toBe(tag === 'style' || tag === 'svg' ? 2 : 1);
  }
  expect(page).not.toMatch(/\son\w+="/);
});

test('what Auth0 has and our pages have not is kept as it came: another prompt, another screen, another key', async () => {
  const { expectStatus } = configured;
  const texts = { login: { emailPlaceholder: 'E-mail' }, elsewhere: { 'invalid-code': 'No' } };
  expect(await expectStatus(200, 'PUT', english, texts)).toEqual(texts);
  const other = { 'mfa-otp-challenge': { title: 'Code' } };
  await expectStatus(200, 'PUT', '/prompts/mfa-otp/custom-text/fr-CA', other);
  expect(await expectStatus(200, 'GET', '/prompts/mfa-otp/custom-text/fr-CA')).toEqual(other);
});

test('an empty text leaves ours, and what a text names beside what there is stays as it is written', async () => {
  await configured.expectStatus(200, 'PUT', english, {
    login: { noConnectionsTitle: ' ', noConnectionsText: '${constructor} {toString} ${userName} $& {{x}}' },
  });
  const page = await signInPage();
  expect(page).toContain('<h1>No way to sign in yet</h1>');
  expect(page).toContain('${constructor} {toString} ${userName} $&amp; {{x}}');
});

test.each([
  ['no such prompt', '/prompts/nothing/custom-text/en', {}],
  ['no such language', '/prompts/login/custom-text/xx', {}],
  ['a text of 1,001 characters', english, { login: { title: 'x'.repeat(1001) } }],
  ['a text that is a number', english, { login: { title: 1 } }],
  ['a screen that is a text', english, { login: 'x' }],
  ['a list', english, []],
  ['a key that is no name', english, { login: { '<b>': 'x' } }],
  ['101 keys', english, { login: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`k${n}`, 'x'])) }],
])('%s is refused with 400', async (_what, path, body) => {
  const { status, body: error } = await configured.send('PUT', path, body);
  expect({ status, error: error.error }).toEqual({ status: 400, error: 'Bad Request' });
});

test('all texts together have a bound', async () => {
  const full = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, 'x'.repeat(1000)]));
  const screens = Object.fromEntries(Array.from({ length: 4 }, (_, n) => [`s${n}`, full]));
  expect((await configured.send('PUT', '/prompts/mfa/custom-text/de', screens)).status).toBe(200);
  const more = await configured.send('PUT', '/prompts/mfa/custom-text/da', screens);
  expect([more.status, String(more.body.message)]).toEqual([400, expect.stringContaining('500000')]);
  expect((await configured.send('PUT', '/prompts/mfa/custom-text/de', {})).status).toBe(200);
});

test('reading and changing need their own scopes, and the settings neither show nor take them', async () => {
  const { send } = configured;
  expect((await send('GET', english, undefined, ['read:prompts'])).status).toBe(200);
  expect((await send('PUT', english, {}, ['read:prompts'])).status).toBe(403);
  expect((await send('GET', english, undefined, ['read:branding'])).status).toBe(403);
  expect((await send('PATCH', '/tenants/settings', { custom_text: {} })).status).toBe(400);
  expect((await send('GET', '/tenants/settings')).body).not.toHaveProperty('custom_text');
});

test('the tenant file has them as an export of the Deploy CLI does, and the settings name their languages for it', async () => {
  const { broker, send, expectStatus } = configured;
  await configure(
    broker.app,
    JSON.stringify({
      tenant: { enabled_locales: ['en', 'tr'] },
      prompts: { customText: { tr: { login: { login: { title: 'Merhaba' } } } }, partials: {}, identifier_first: true },
    }),
  );
  expect(await expectStatus(200, 'GET', '/prompts/login/custom-text/tr')).toEqual({ login: { title: 'Merhaba' } });
  const { enabled_locales: locales } = (await send('GET', '/tenants/settings')).body as { enabled_locales: string[] };
  expect(locales.slice(0, 2)).toEqual(['en', 'tr']);
  expect(locales).toContain('fr-CA');
});
