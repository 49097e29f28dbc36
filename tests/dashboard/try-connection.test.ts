import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeAdministrator } from '../dashboard-api/set-up.ts';
import { noChromium } from '../pages/chromium.ts';
import { type BrokerWorld, startBrokerWorld } from './broker-world.ts';
import { findBarriers } from './set-up.ts';
import { phone, type Tab } from './tab.ts';

/** What an IdP shows that wants to be signed in at. */
const signInForm = '<!doctype html><title>IdP</title><h1>Sign in at the IdP</h1>';

describe.skipIf(noChromium)('trying a connection in a pop-up', () => {
  let world: BrokerWorld;
  let tab: Tab;
  let page: Page;
  let path: string;
  beforeAll(async () => {
    world = await startBrokerWorld();
    const { body } = await world.admin.call('GET', '/v2/connections');
    path = `/connections/${(body as unknown as { id: string }[])[0]!.id}?tab=try`;
    tab = await world.openFor(world.admin, path);
    page = tab.page;
  });
  afterAll(() => world?.close());
  beforeEach(() => {
    world.idp.reset();
    tab.seen.length = 0;
  });

  const section = () => page.getByRole('region', { name: 'Try a sign-in' });

  /** Clicks, and gives the pop-up. */
  async function startTry(): Promise<Page> {
    const opening = page.waitForEvent('popup');
    await section().getByRole('button', { name: 'Try it' }).click();
    return opening;
  }

  function holdAtIdp(): void {
    world.idp.behave({ faults: { authorize: { kind: 'answer', type: 'text/html', body: signInForm } } });
  }

  test('a sign-in shows who it was, what was granted and how long it lasts, and closes its window', async () => {
    world.idp.behave({
      user: 'tess',
      accessTokenLifetime: 900,
      refreshTokens: 'on-request',
      tokenAnswer: { scope: 'openid profile' },
    });
    await section().getByRole('switch', { name: 'With offline access' }).press(' ');
    const popup = await startTry();
    if (!popup.isClosed()) await popup.waitForEvent('close');
    await section().getByText('User tess', { exact: true }).waitFor();
    await section().getByText('15 minutes', { exact: true }).waitFor();
    await section().getByText('calendar.read (not granted)').waitFor();
    expect(await section().getByTitle('granted', { exact: true }).allInnerTexts()).toEqual(['openid', 'profile']);
    const facts = await section().locator('dl').textContent();
    expect(facts).toMatch(/Refresh token\s*Yes/);
    expect(facts).toMatch(/Fingerprint\s*[\w-]{22}$/);
    expect(await section().getByRole('region', { name: 'profile' }).textContent()).toContain('"tess@example.com"');

    const used = String(world.idp.requests('userinfo')[0]?.headers.authorization).slice('Bearer '.length);
    expect(used.length).toBeGreaterThan(10);
    expect(await page.content()).not.toContain(used);
    expect(tab.seen).toEqual([]);
  });

  test('an IdP that refuses is told in our words and never in its own', async () => {
    const description = 'WORDS-OF-THE-IDP <img src=x onerror=alert(1)>';
    world.idp.behave({ faults: { authorize: { kind: 'error', error: 'access_denied', description } } });
    await startTry();
    const alert = section().getByRole('alert');
    await alert.getByText('The sign-in failed').waitFor();
    await alert.getByText('idp_refused').waitFor();
    expect(await page.content()).not.toContain('WORDS-OF-THE-IDP');
    expect(await section().getByText('User tess').count()).toBe(0);
    expect(tab.seen).toEqual([]);
  });

  test('a code that the IdP does not take back is a failure too, and the next try works', async () => {
    world.idp.behave({ faults: { token: { kind: 'error', error: 'invalid_client', times: 1 } } });
    await startTry();
    await section().getByRole('alert').getByText('The sign-in failed').waitFor();
    await startTry();
    await section().getByText('User vera', { exact: true }).waitFor();
    expect(await section().getByRole('alert').count()).toBe(0);
    expect(tab.seen).toEqual([]);
  });

  test('while the person signs in it says so, and after they closed the window that nothing has come', async () => {
    holdAtIdp();
    const popup = await startTry();
    await popup.getByText('Sign in at the IdP').waitFor();
    await section().getByRole('status').getByText('Waiting for you to sign in').waitFor();
    await popup.close();
    await section().getByRole('alert').getByText('The pop-up is gone').waitFor();
    expect(await findBarriers(page)).toEqual([]);

    world.idp.reset();
    await startTry();
    await section().getByText('User vera', { exact: true }).waitFor();
    expect(tab.seen).toEqual([]);
  });

  test('a browser that stops pop-ups is told apart from an IdP that does not answer', async () => {
    await page.evaluate('window.open = () => null');
    await section().getByRole('button', { name: 'Try it' }).click();
    await section().getByRole('alert').getByText('The browser stopped the pop-up').waitFor();
    expect(world.idp.log).toEqual([]);
    await page.reload();
  });

  test('who may not change connections is offered no try, on a phone either', async () => {
    const viewer = await makeAdministrator(world.admin, world.broker, 'viewer', 'vic');
    const watching = await world.openFor(viewer, path, phone);
    await watching.page.getByRole('tab', { name: 'Health' }).waitFor();
    expect(await watching.page.getByRole('tab', { name: 'Try' }).count()).toBe(0);
    expect(await watching.page.getByRole('button', { name: 'Try it' }).count()).toBe(0);
    expect(watching.seen).toEqual([]);
  });

  test('a try that nobody ends is over after ten minutes, and is asked for no longer', async () => {
    holdAtIdp();
    await page.clock.install();
    const popup = await startTry();
    await popup.getByText('Sign in at the IdP').waitFor();
    await section().getByRole('status').waitFor();
    world.broker.clock.advance(10 * 60_000);
    await section().getByRole('alert').getByText('There is no such try').waitFor();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.clock.runFor(30_000);
    expect(asked.filter((url) => url.includes('/tries/'))).toEqual([]);
    await popup.close();
  });
});
