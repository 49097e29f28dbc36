import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorizeUrl, web } from '../broker/index.ts';
import { noChromium } from '../pages/chromium.ts';
import { type BrokerWorld, startBrokerWorld } from './broker-world.ts';
import { findBarriers } from './set-up.ts';
import { desktop, type Tab } from './tab.ts';

const logo = 'https://cdn.example.com/acme.svg';
const [purple, cream, white] = ['rgb(91, 42, 134)', 'rgb(255, 243, 214)', 'rgb(255, 255, 255)'];
const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="#5b2a86"/></svg>';

describe.skipIf(noChromium)('the brand of the sign-in pages', () => {
  let world: BrokerWorld;
  let admin: Tab;
  let page: Page;
  beforeAll(async () => {
    world = await startBrokerWorld();
    admin = await world.openFor(world.admin, '/settings?tab=branding');
    page = admin.page;
  });
  afterAll(() => world?.close());

  /** The sign-in page as somebody sees it who comes from an application. */
  async function openSignIn(colorScheme: 'light' | 'dark') {
    const { page: signIn, seen } = await world.open({ ...desktop, colorScheme });
    // What the operator's server of pictures would answer.
    await signIn.route(logo, (route) => route.fulfill({ contentType: 'image/svg+xml', body: picture }));
    await signIn.route(`${web.callback}?*`, (route) =>
      route.fulfill({ contentType: 'text/html', body: 'The application' }),
    );
    await signIn.goto(authorizeUrl(world.broker));
    await signIn.getByRole('heading', { level: 1 }).waitFor();
    const styleOf = (selector: string, name: string) =>
      signIn.evaluate(
        `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).getPropertyValue('${name}')`,
      );
    return { signIn, seen, styleOf };
  }

  const field = (label: string) => page.getByLabel(label, { exact: true });

  test('colours and logo that are saved here are on the sign-in page, in light and in dark', async () => {
    await field('Colour of buttons').fill('#5b2a86');
    await field('Colour of the page').fill('#fff3d6');
    await field('Logo').fill(logo);
    await page.getByRole('heading', { level: 1 }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Branding: saved').waitFor();
    await page.reload();
    await expect.poll(() => field('Colour of buttons').inputValue()).toBe('#5b2a86');
    expect(await field('Logo').inputValue()).toBe(logo);

    for (const colorScheme of ['light', 'dark'] as const) {
      const { signIn, seen, styleOf } = await openSignIn(colorScheme);
      const image = signIn.getByRole('img', { name: 'Test Tenant' });
      await expect.poll(() => image.evaluate((element) => Reflect.get(element, 'naturalWidth'))).toBe(120);

      // Nobody who asked for a dark page is shown a bright one.
      expect((await styleOf('body', 'background-color')) === cream).toBe(colorScheme === 'light');
      expect(await findBarriers(signIn)).toEqual([]);
      await signIn.getByRole('button', { name: 'Continue with con1' }).click();
      await signIn.getByText('The application').waitFor();
      await signIn.goto(`${world.broker.url}/oidc/logout`);
      await signIn.getByRole('button', { name: 'Sign out' }).waitFor();
      expect(await styleOf('button.primary', 'background-color')).toBe(purple);
      expect(await styleOf('button.primary', 'color')).toBe(white);
      expect(await findBarriers(signIn)).toEqual([]);
      expect(seen).toEqual([]);
    }
    expect(admin.seen).toEqual([]);
  });

  test('what is no https address or no colour is refused in the form, and nothing changes', async () => {
    await field('Logo').fill('javascript:alert(1)');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('alert')
      .getByText(/logo_url/)
      .waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(await field('Logo').inputValue()).toBe(logo);
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    expect((await world.admin.call('GET', '/v2/branding')).body.logo_url).toBe(logo);
    expect(admin.seen.filter((text) => !/status of 400/.test(text))).toEqual([]);
    admin.seen.length = 0;
  });

  test('what is emptied is ours again', async () => {
    for (const label of ['Colour of buttons', 'Colour of the page', 'Logo']) await field(label).fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Branding: saved').last().waitFor();
    const { signIn } = await openSignIn('light');
    expect(await signIn.getByRole('img', { name: 'Test Tenant' }).count()).toBe(0);
    await signIn.getByText('Test Tenant').first().waitFor();
    expect(admin.seen).toEqual([]);
  });
});
