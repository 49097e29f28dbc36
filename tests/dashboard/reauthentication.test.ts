import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findClient } from '../../src/storage/index.ts';
import { m2m, web } from '../broker/index.ts';
import { password } from '../dashboard-api/set-up.ts';
import { noChromium } from '../pages/chromium.ts';
import { type BrokerWorld, startBrokerWorld } from './broker-world.ts';
import { findBarriers } from './set-up.ts';
import { phone, type Tab } from './tab.ts';

const minutes = 60_000;

describe.skipIf(noChromium)('a dangerous act', () => {
  let world: BrokerWorld;
  let tab: Tab;
  let page: Page;
  let asking: Locator;
  beforeAll(async () => {
    world = await startBrokerWorld();
    tab = await world.openFor(world.admin, `/applications/${web.id}?tab=credentials`, {
      ...phone,
      colorScheme: 'dark',
    });
    page = tab.page;
    asking = page.getByRole('dialog', { name: 'Is it still you?' });
  });
  afterAll(() => world?.close());
  beforeEach(() => {
    tab.seen.length = 0;
  });

  const secret = async () => (await findClient(world.broker.app.tenant.store.db, web.id))?.secretHash;
  async function rotate(): Promise<void> {
    await page.getByRole('tabpanel').getByRole('button', { name: 'Rotate secret' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate secret' }).click();
  }
  /** The browser itself reports an answer of 403. */
  const complaints = () => tab.seen.filter((text) => !/status of 403/.test(text));

  test('is done at once within ten minutes of a password', async () => {
    const before = await secret();
    world.broker.clock.advance(9 * minutes);
    await rotate();
    await page.getByText('The secret is another now').waitFor();
    expect(await asking.count()).toBe(0);
    expect(await secret()).not.toBe(before);
    expect(tab.seen).toEqual([]);
  });

  test('is not done after ten minutes when nobody shows who they are', async () => {
    const before = await secret();
    world.broker.clock.advance(2 * minutes);
    await rotate();
    await asking.waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await asking.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Show your password or passkey again to do this.').waitFor();
    expect(await secret()).toBe(before);
    expect(complaints()).toEqual([]);
  });

  test('is done after ten minutes for the right password, and not for a wrong one', async () => {
    const before = await secret();
    await rotate();
    await asking.getByRole('textbox', { name: 'Password' }).fill('wrong horse battery staple');
    await asking.getByRole('button', { name: 'Continue' }).click();
    await asking.getByRole('alert').getByText('That is not your password').waitFor();
    expect(await secret()).toBe(before);
    await asking.getByRole('textbox', { name: 'Password' }).fill(password);
    await asking.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('The secret is another now').last().waitFor();
    await asking.waitFor({ state: 'detached' });
    expect(await secret()).not.toBe(before);
    expect(complaints()).toEqual([]);
  });

  test('of several, the first alone asks for the password', async () => {
    world.broker.clock.advance(11 * minutes);
    await tab.go('/administrators');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    await asking.getByRole('textbox', { name: 'Password' }).fill(password);
    await asking.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Link', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('The link works no more').waitFor();
    expect(await asking.count()).toBe(0);
    expect(complaints()).toEqual([]);
  });

  test('the secret of an application is shown to who showed a password lately, and asks for it otherwise', async () => {
    const field = page.getByLabel('Client secret', { exact: true });
    world.broker.clock.advance(11 * minutes);
    await tab.go(`/applications/${m2m.id}?tab=credentials`);
    const show = page.getByRole('button', { name: 'Show the client secret' });
    await show.waitFor();
    expect(await page.content()).not.toContain(m2m.secret);
    expect(await findBarriers(page)).toEqual([]);
    await show.click();
    await asking.getByRole('textbox', { name: 'Password' }).fill(password);
    await asking.getByRole('button', { name: 'Continue' }).click();
    await field.waitFor();
    expect(await field.inputValue()).toBe(m2m.secret);
    expect(complaints()).toEqual([]);
  });
});
