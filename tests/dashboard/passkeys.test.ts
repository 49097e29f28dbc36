import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFirstStartLink } from '../../src/administrators/index.ts';
import { noChromium } from '../pages/chromium.ts';
import { type EmptyWorld, startEmptyWorld } from './broker-world.ts';
import { findBarriers, password } from './set-up.ts';
import { phone, settle, type Tab } from './tab.ts';

describe.skipIf(noChromium)('an administrator with passkeys, in a browser with authenticators', () => {
  let world: EmptyWorld;
  let tab: Tab;
  let page: Page;
  let devtools: CDPSession;
  let plugged: string[] = [];
  beforeAll(async () => {
    world = await startEmptyWorld();
    tab = await world.open(phone);
    page = tab.page;
    devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
  });
  afterAll(() => world?.close());
  beforeEach(() => {
    tab.seen.length = 0;
  });

  /** An authenticator that is there, knows its owner, and has their consent. */
  async function plugIn(): Promise<string> {
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: plugged.length === 0 ? 'internal' : 'usb',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    plugged.push(authenticatorId);
    return authenticatorId;
  }
  async function unplug(authenticatorId: string): Promise<void> {
    await devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    plugged = plugged.filter((one) => one !== authenticatorId);
  }
  /** Takes an authenticator away and brings one with the same passkeys. */
  async function carryOver(authenticatorId: string): Promise<() => Promise<string>> {
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId });
    await unplug(authenticatorId);
    return async () => {
      const again = await plugIn();
      for (const credential of credentials)
        await devtools.send('WebAuthn.addCredential', { authenticatorId: again, credential });
      return again;
    };
  }

  async function signOut(): Promise<void> {
    await tab.go('/account');
    await page.getByRole('button', { name: 'Open navigation' }).click();
    await page.getByRole('button', { name: /Grace Hopper/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }
  async function signInByPasskey(): Promise<void> {
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Sign in' }).waitFor();
    await settle(page);
  }
  const passkeys = () => page.getByRole('region', { name: 'Passkeys' });
  async function addPasskey(name: string): Promise<void> {
    await passkeys().getByRole('textbox', { name: 'Name of a new one' }).fill(name);
    await passkeys().getByRole('button', { name: 'Add a passkey' }).click();
  }

  let first: string;

  test('the first administrator makes an account with a passkey and no password, and signs in with it again', async () => {
    first = await plugIn();
    await page.goto((await createFirstStartLink(world.broker.app.tenant))!.url);
    await page.getByLabel('Name').fill('Grace Hopper');
    await page.getByLabel('E-mail address').fill('grace@example.com');
    await page.getByRole('button', { name: 'Continue with a passkey' }).click();
    await page.getByRole('heading', { name: 'Hello, Grace Hopper' }).waitFor();
    await signOut();
    await signInByPasskey();
    await tab.go('/account');
    await page.getByText('You have none. A passkey is enough.').waitFor();
    await passkeys().getByText('First passkey').waitFor();
    expect(tab.seen).toEqual([]);
  });

  test('an authenticator that does not know who is there opens nothing', async () => {
    await signOut();
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId: first, isUserVerified: false });
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('alert').getByText('No passkey was used.').waitFor();
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId: first, isUserVerified: true });
    await signInByPasskey();
    expect(tab.seen).toEqual([]);
  });

  test('the same authenticator makes no second passkey, and says so', async () => {
    await tab.go('/account');
    await addPasskey('The same');
    await passkeys().getByRole('alert').getByText('This device has a passkey of yours already.').waitFor();
    expect(await passkeys().getByText('The same').count()).toBe(0);
    expect(await findBarriers(page)).toEqual([]);
    expect(tab.seen).toEqual([]);
  });

  test('with a second passkey the first can go, which then opens nothing; the last one stays', async () => {
    const bringFirst = await carryOver(first);
    const second = await plugIn();
    await tab.go('/account');
    await addPasskey('Stick');
    await passkeys().getByText('Stick', { exact: true }).waitFor();
    expect(await passkeys().getByRole('alert').count()).toBe(0);
    await signOut();
    await signInByPasskey();
    await tab.go('/account');
    await passkeys().getByRole('button', { name: 'Remove First passkey' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove First passkey?' });
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await passkeys().getByText('First passkey').waitFor({ state: 'detached' });
    await passkeys().getByRole('button', { name: 'Remove Stick' }).click();
    await page.getByRole('dialog', { name: 'Remove Stick?' }).getByRole('button', { name: 'Remove' }).click();
    await page.getByText('That did not work').waitFor();
    expect(tab.seen.filter((text) => !/status of 4\d\d/.test(text))).toEqual([]);
    await signOut();

    const bringSecond = await carryOver(second);
    await bringFirst();
    tab.seen.length = 0;
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('alert').waitFor();
    expect(tab.seen.filter((text) => !/status of 403/.test(text))).toEqual([]);
    await unplug(plugged[0]!);
    await bringSecond();
    await signInByPasskey();
  });

  test('after ten minutes a dangerous act is done once the passkey was shown again', async () => {
    world.broker.clock.advance(11 * 60_000);
    await tab.go('/account');
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('Once more').fill(password);
    await page.getByRole('button', { name: 'Set password' }).click();
    const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
    await dialog.getByRole('button', { name: 'Use a passkey' }).waitFor();
    expect(await dialog.getByLabel('Password').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('The password is set').waitFor();
    await page.getByText('Your other sessions end when you change it.').waitFor();
    expect(tab.seen.filter((text) => !/status of 403/.test(text))).toEqual([]);
  });
});
