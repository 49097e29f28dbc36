import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noChromium } from '../pages/chromium.ts';
import { acceptInvitation, desktop, password, phone, startWorld, type World } from './set-up.ts';

/** On a phone the navigation is behind a button. */
async function openScreen(page: Page, name: string): Promise<void> {
  const burger = page.getByRole('button', { name: 'Open navigation' });
  if (await burger.isVisible()) await burger.click();
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

async function connectProvider(page: Page, { sandbox }: World, name: string): Promise<void> {
  await openScreen(page, 'Connections');
  await page.getByRole('link', { name: 'Add connection' }).click();
  await page.getByLabel('Search providers').fill('openid');
  await page.getByRole('link', { name: /OpenID Connect/ }).click();
  await page.getByLabel('Name', { exact: false }).first().fill(name);
  await page
    .getByLabel(/Issuer/)
    .first()
    .fill(sandbox.idpUrls.strict);
  await page.getByLabel(/Client ID/).fill('valetkey-sandbox');
  await page
    .getByLabel(/Client secret/)
    .first()
    .fill('for-the-sandbox-only');
  await page.getByRole('button', { name: 'Create connection' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

async function createApplication(page: Page, name: string, connection: string): Promise<void> {
  await openScreen(page, 'Applications');
  await page.getByRole('button', { name: 'Create application' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create application' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('radio', { name: /^Single-page application/ }).click();
  await dialog.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('combobox', { name: 'Callback URLs' }).fill('http://localhost:5173/');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').first().waitFor();
  await page.getByRole('tab', { name: 'Connections' }).click();
  await page.getByRole('switch', { name: `Enable ${connection}` }).press(' ');
  await expect.poll(() => page.getByRole('switch', { name: `Enable ${connection}` }).isChecked()).toBe(true);
  await page.getByRole('tab', { name: 'Quick start' }).click();
}

async function openManagementApi(page: Page, tab: string): Promise<void> {
  await openScreen(page, 'APIs');
  await page.getByRole('link', { name: /Management API/ }).click();
  await page.getByRole('tab', { name: tab }).click();
}

/** Opens an operation in the reference, sends it as it stands, and gives what came back. */
async function callFromReference(page: Page, { sandbox }: World): Promise<Response> {
  await page.locator('iframe').scrollIntoViewIfNeeded();
  const frame = page.frameLocator('iframe');
  // Five megabytes of script, on a machine that runs other tests beside this one.
  await frame.getByRole('heading', { name: 'Valetkey Management API' }).first().waitFor({ timeout: 60_000 });
  // An operation is drawn when it comes near what is seen of the frame: on a phone that is a few at a time.
  const operation = frame.getByRole('button', { name: /List or search users/ }).first();
  await frame.getByText('Get a user').first().hover({ force: true });
  await expect
    .poll(
      async () => {
        if (await operation.isVisible()) return true;
        await page.mouse.wheel(0, 200);
        return false;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  // Under the mouse its own button grows to the middle of the row.
  await operation.click({ position: { x: 20, y: 20 } });
  await frame.getByRole('button', { name: /Test Request/ }).click();
  const answer = page.waitForResponse((one) => one.url().startsWith(`${sandbox.url}/api/v2/users`));
  await frame.getByRole('button', { name: /Send/ }).first().click();
  const response = await answer;
  expect(response.status()).toBe(200);
  expect(await response.request().headerValue('authorization')).toMatch(/^Bearer ey/);
  expect(await response.text()).toContain('Ada Lovelace');
  expect(await response.text()).not.toContain('access_token');
  return response;
}

describe.skipIf(noChromium)(
  'from the link in the terminal to a call of the Management API',
  { timeout: 180_000 },
  () => {
    let world: World;
    let invitation: string;
    beforeAll(async () => {
      world = await startWorld();
    });
    afterAll(() => world?.close());

    test('at a desk: the first administrator connects, makes an application, and calls the API in the explorer', async () => {
      const { page, seen } = await world.open(desktop);
      await acceptInvitation(page, await world.firstStartLink(), 'Ada Lovelace');
      expect(page.url()).toBe(`${world.sandbox.url}/dashboard/`);
      await connectProvider(page, world, 'desk-idp');
      await createApplication(page, 'Desk App', 'desk-idp');
      await page.getByText("authority: '").waitFor();

      await openManagementApi(page, 'API Explorer');
      await page.getByRole('button', { name: 'Create & Authorize Test Client' }).click();
      await page.getByRole('button', { name: 'Copy Token', exact: true }).waitFor();
      const claims = page.getByRole('region', { name: 'claims' });
      expect(await claims.textContent()).toContain(`"aud": "${world.sandbox.url}/api/v2/"`);
      expect(await page.getByRole('region', { name: 'token', exact: true }).textContent()).not.toContain(
        'user_idp_tokens',
      );

      const first = await claims.textContent();
      await page.getByLabel('Token Expiration (Seconds)').fill('600');
      await page.getByRole('button', { name: 'Update & Regenerate Token' }).click();
      await page.getByText(/^Ends in (?:9|10) minutes/).waitFor();
      expect(await claims.textContent()).not.toBe(first);

      const response = await callFromReference(page, world);
      await page.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('button', { name: 'Create & Authorize Test Client' }).waitFor();
      const reused = await fetch(response.url(), { headers: await response.request().allHeaders() });
      expect(reused.status).toBe(401);
      expect(seen).toEqual([]);

      await openScreen(page, 'Administrators');
      await page.getByRole('button', { name: 'Invite' }).click();
      await page.getByRole('radio', { name: /^Admin\./ }).click();
      await page.getByRole('button', { name: 'Make a link' }).click();
      invitation = await page.getByLabel('Link', { exact: true }).inputValue();
    });

    test('on a phone: an invited administrator does the same, up to the call in the explorer', async () => {
      const { page, seen } = await world.open(phone);
      await acceptInvitation(page, invitation, 'Grace Hopper');
      await connectProvider(page, world, 'phone-idp');
      await createApplication(page, 'Phone App', 'phone-idp');
      await openManagementApi(page, 'API Explorer');
      await page.getByRole('button', { name: 'Create & Authorize Test Client' }).click();
      await page.getByRole('button', { name: 'Copy Token', exact: true }).waitFor();
      await callFromReference(page, world);
      expect(seen).toEqual([]);
    });

    test('a link works once', async () => {
      const { page } = await world.open(desktop);
      await page.goto(invitation);
      await page.getByRole('heading', { name: 'This link is used up' }).waitFor();
      expect(page.url()).not.toContain('#');
    });

    test('whoever is signed out comes back to where they were', async () => {
      const { page, go } = await world.open(desktop);
      await page.goto(`${world.sandbox.url}/dashboard/applications?x=1`);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.getByLabel('E-mail address').fill('ada@example.com');
      await page.getByRole('textbox', { name: 'Password' }).fill('wrong horse battery staple');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('alert').waitFor();
      await page.getByRole('textbox', { name: 'Password' }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Applications' }).waitFor();

      await page.context().clearCookies();
      await go('/administrators').catch(() => undefined);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(new URL(page.url()).searchParams.get('to')).toBe('/administrators');
    });

    test('nobody is led to a foreign page after the sign-in', async () => {
      const { page } = await world.open(desktop);
      for (const to of ['https://evil.example/', '//evil.example/', '/\\evil.example']) {
        await page.goto(`${world.sandbox.url}/dashboard/sign-in?to=${encodeURIComponent(to)}`);
        await page.getByLabel('E-mail address').fill('ada@example.com');
        await page.getByRole('textbox', { name: 'Password' }).fill(password);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
        expect(new URL(page.url()).origin).toBe(world.sandbox.url);
        await page.context().clearCookies();
      }
    });
  },
);
