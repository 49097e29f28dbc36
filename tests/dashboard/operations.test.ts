import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWalker } from '../../src/cli/journey/walk.ts';
import type { Role } from '../../src/contract/index.ts';
import { noChromium } from '../pages/chromium.ts';
import { addUsers } from '../user-search/set-up.ts';
import { acceptInvitation, findBarriers, phone, read, settle, startWorld, type Tab, type World } from './set-up.ts';

const hostile = '<img src=x onerror=alert(1)>';

/** As the dashboard does it: with the token of the session. */
function send(page: Page, method: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  return page.evaluate(`fetch('/dashboard/api/session').then((answer) => answer.json()).then(({ csrf_token }) =>
    fetch(${JSON.stringify(`/dashboard/api${path}`)}, {
      method: '${method}',
      headers: { 'content-type': 'application/json', 'x-csrf-token': csrf_token },
      body: ${JSON.stringify(JSON.stringify(body))},
    })).then((answer) => answer.json())`);
}

const addressOf = (userId: string, tab?: string) =>
  `/users/${encodeURIComponent(userId)}${tab === undefined ? '' : `?tab=${tab}`}`;

describe.skipIf(noChromium)('users, logs, keys, settings and activity', () => {
  let world: World;
  let admin: Tab;
  let page: Page;
  let ada: string;
  let alan: string;

  async function failAtTokenEndpoint(userAgent: string): Promise<void> {
    const form = { grant_type: 'client_credentials', client_id: 'sandbox-backend', client_secret: 'wrong' };
    const body = new URLSearchParams({ ...form, audience: `${world.sandbox.url}/api/v2/` });
    await fetch(`${world.sandbox.url}/oauth/token`, { method: 'POST', body, headers: { 'user-agent': userAgent } });
  }

  async function signInAs(role: Role, name: string): Promise<Tab> {
    const { url } = await send(page, 'POST', '/invitations', { role });
    const tab = await world.open(phone);
    await acceptInvitation(tab.page, String(url), name);
    return tab;
  }

  /** What can be pressed, outside of the navigation. */
  async function buttonsOf(tab: Tab, path: string, region: string): Promise<string[]> {
    await tab.go(path);
    await tab.page.getByRole('region', { name: region }).first().waitFor();
    await settle(tab.page);
    const names = await tab.page.locator('main').getByRole('button').allInnerTexts();
    return names.map((name) => name.trim()).filter((name) => name !== '');
  }

  beforeAll(async () => {
    world = await startWorld();
    const walker = createWalker(world.sandbox);
    ada = await walker.signIn('strict', 'ada-lovelace');
    alan = await walker.signIn('strict', 'alan-turing');
    await walker.readUser(ada, await walker.getManagementToken());
    await walker.close();
    const crowd = Array.from({ length: 60 }, (_, index) => ({
      userId: `github|9${String(index).padStart(4, '0')}`,
      profile: { name: `Person ${index}`, email: `person.${index}@example.com` },
      createdAt: Date.now() - index * 1000,
      connections: ['github'],
    }));
    await addUsers(world.sandbox.app.tenant.store, crowd);
    admin = await world.open();
    page = admin.page;
    await acceptInvitation(page, await world.firstStartLink(), 'Ada Admin');
  });
  afterAll(() => world?.close());

  test('users are found by the beginning of a name while one types, and never counted unasked', async () => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await admin.go('/users');
    await expect.poll(() => page.getByRole('row').count()).toBe(1 + 25);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('Users 26 to 50').waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(1 + 25);
    await page.getByRole('searchbox', { name: 'Search' }).pressSequentially('alan t');
    await page.getByRole('link', { name: 'Alan Turing' }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    expect(asked.filter((url) => url.includes('include_totals'))).toEqual([]);
    await page.getByRole('button', { name: 'Count' }).click();
    await page.getByText('1 user', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('alan t');
  });

  test('a query of Lucene is taken as it is, and what is wrong with it stands under the field', async () => {
    await admin.go('/users');
    const search = page.getByRole('searchbox', { name: 'Search' });
    await search.fill('identities.connection:strict AND name:ada*');
    await page.getByText('Query', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    admin.seen.length = 0;
    await search.fill('name:(');
    await expect.poll(() => search.getAttribute('aria-invalid')).toBe('true');
    await page.getByText(/Failed to parse query/).waitFor();
    // The browser itself reports the answer 400.
    expect(admin.seen.filter((one) => !one.includes('status of 400'))).toEqual([]);
    admin.seen.length = 0;
  });

  test('the details tell how a grant is, refresh it at the IdP, and revoke it', async () => {
    await admin.go(addressOf(ada));
    const identity = page.getByRole('region', { name: 'strict' });
    await identity.getByText('calendar.read').waitFor();
    await identity.getByText('None since the sign-in').waitFor();
    // Off unless the operator allowed it.
    expect(await identity.getByRole('button', { name: 'Reveal token' }).count()).toBe(0);
    await identity.getByRole('button', { name: 'Refresh now' }).click();
    await page.getByText('Refreshed: the IdP gave a new token').waitFor();
    await identity.getByText('None since the sign-in').waitFor({ state: 'detached' });
    await identity.getByRole('button', { name: 'Call the IdP' }).click();
    const dialog = page.getByRole('dialog', { name: /^Call the IdP/ });
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('a ticket of the user');
    await dialog.getByRole('button', { name: 'Call', exact: true }).click();
    await dialog.getByText('Status 200').waitFor();
    await dialog.getByText('ada.lovelace@example.com').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await identity.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog', { name: 'Revoke this grant?' }).getByRole('button', { name: 'Revoke' }).click();
    await identity.getByText('Revoked', { exact: true }).waitFor();
    const grants = await read<{ state: string }[]>(page, `/v2/users/${encodeURIComponent(ada)}/idp-grants`);
    expect(grants.map(({ state }) => state)).toEqual(['revoked']);
    expect(await identity.getByRole('button', { name: 'Refresh now' }).count()).toBe(0);
  });

  test('the history tells who read the tokens and what happened; sessions can be ended', async () => {
    await admin.go(addressOf(ada, 'history'));
    await page
      .getByRole('region', { name: /Who read/ })
      .getByRole('cell', { name: 'sandbox-backend' })
      .waitFor();
    await page.getByRole('region', { name: 'What happened' }).getByRole('button', { name: 'First sign-in' }).waitFor();
    await admin.go(addressOf(alan, 'sessions'));
    const ends = page.getByRole('button', { name: /^End the session on/ });
    await expect.poll(() => ends.count()).toBe(1);
    await ends.click();
    await page.getByText('The user is signed in nowhere.').waitFor();
  });

  test('an account is linked to a user, who then has two identities, and unlinked again', async () => {
    await admin.go(addressOf(alan));
    await page.getByRole('button', { name: 'Link another account' }).click();
    const dialog = page.getByRole('dialog', { name: 'Link another account' });
    const chosen = dialog.getByRole('combobox', { name: 'User to link' });
    await chosen.fill('Nobody of this name');
    await dialog.getByText('Nobody was found').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await chosen.fill('Person 59');
    await page.getByRole('option', { name: /Person 59/ }).click();
    await dialog.getByRole('button', { name: 'Link', exact: true }).click();
    const linked = page.getByRole('region', { name: 'github' });
    await linked.getByRole('button', { name: 'Unlink' }).click();
    await page.getByRole('dialog', { name: 'Unlink this account?' }).getByRole('button', { name: 'Unlink' }).click();
    await linked.waitFor({ state: 'detached' });
  });

  test('a user is deleted only when its address was typed', async () => {
    await admin.go(addressOf('github|90007'));
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete this user?' });
    expect(await dialog.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('person.7@example.com');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    const found = await read<unknown[]>(page, `/v2/users?q=${encodeURIComponent('user_id:"github|90007"')}`);
    expect(found).toEqual([]);
    // The browser itself reports that what was on screen is not there any more.
    expect(admin.seen.filter((one) => !one.includes('status of 404'))).toEqual([]);
    admin.seen.length = 0;
  });

  test('the log shows new entries by itself, and an address keeps its filters', async () => {
    await admin.go('/logs');
    await page.getByRole('combobox', { name: 'Kind' }).click();
    await page.getByRole('option', { name: 'Problems' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('kind')).toBe('problems');
    await page.getByRole('button', { name: 'Signed in' }).first().waitFor({ state: 'detached' });
    const rows = page.getByRole('button', { name: 'Backend refused' });
    const before = await rows.count();
    await failAtTokenEndpoint('nobody in particular');
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(before + 1);
    await page.reload();
    await settle(page);
    expect(await rows.count()).toBe(before + 1);
    await rows.first().click();
    const drawer = page.getByRole('dialog', { name: 'Backend refused' });
    await drawer.getByText('nobody in particular').waitFor();
    expect(new URL(page.url()).searchParams.get('entry')).toMatch(/^"?\d+"?$/);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  test('a text is looked for by the server, in more entries than are on screen', async () => {
    await failAtTokenEndpoint('Needle/1.0 in the hay');
    for (let entry = 0; entry < 60; entry += 1) await failAtTokenEndpoint('hay');
    await admin.go('/logs');
    await expect.poll(() => page.getByRole('button', { name: 'Backend refused' }).count()).toBeGreaterThanOrEqual(50);
    await page.getByLabel('Text in it').fill('needle/1.0 IN');
    await expect.poll(() => page.getByRole('button', { name: 'Backend refused' }).count()).toBe(1);
    await page.getByText('Live: looked for anew every 10 seconds').waitFor();
    await page.getByRole('button', { name: 'Backend refused' }).click();
    await page.getByRole('dialog', { name: 'Backend refused' }).getByText('Needle/1.0 in the hay').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Text in it').fill('"stands" \\nowhere');
    await page.getByText('Nothing to show').waitFor();
    expect(admin.seen).toEqual([]);
  });

  test('a rotation makes the next signing key the current one, and the previous can be revoked', async () => {
    await admin.go('/keys');
    const signing = page.getByRole('region', { name: 'Signing keys' });
    const next = await signing.getByRole('row', { name: /Next/ }).locator('code').textContent();
    await signing.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('dialog', { name: 'Rotate the signing key?' }).getByRole('button', { name: 'Rotate' }).click();
    await signing.getByRole('row', { name: /Previous/ }).waitFor();
    expect(
      await signing
        .getByRole('row', { name: /Current/ })
        .locator('code')
        .textContent(),
    ).toBe(next);
    await signing.getByRole('button', { name: /^Revoke/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke this key?' });
    await dialog.getByRole('textbox').fill('revoke');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await signing.getByText('Whatever it signed is refused.').waitFor();
    await page.getByRole('region', { name: 'Vault keys' }).getByText('Seals', { exact: true }).waitFor();
  });

  test('a section of the settings sends only what was changed, and takes it back', async () => {
    const sent: unknown[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') sent.push(request.postDataJSON());
    });
    await admin.go('/settings');
    await page.getByLabel('Name').fill('Renamed');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('General: saved').waitFor();
    await admin.go('/settings?tab=limits');
    await page.getByLabel('Sign-in pages', { exact: true }).fill('500');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Limits: saved').waitFor();
    await page.getByLabel('Sign-in pages', { exact: true }).fill('');
    await page.getByLabel('Sign-in pages, window').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent.length).toBe(3);
    expect(sent).toEqual([
      { friendly_name: 'Renamed' },
      { limits: { sign_in: { requests: 500, seconds: 60 } } },
      { limits: null },
    ]);
    await expect.poll(() => page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  });

  test('a text of the sign-in page is seen on the page while it is written, and by users once it is saved', async () => {
    await admin.go('/settings?tab=texts');
    const preview = page.frameLocator('iframe');
    await preview.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await page.getByLabel('Title', { exact: true }).fill(`Hello ${hostile}`);
    await preview.getByRole('heading', { name: `Hello ${hostile}` }).waitFor();
    const path = '/v2/prompts/login/custom-text/en';
    expect(await read(page, path)).toEqual({});
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'Japanese' }).click();
    await page.getByRole('dialog', { name: 'Leave this page?' }).getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Sign in: saved').waitFor();
    expect(await read(page, path)).toEqual({ login: { title: `Hello ${hostile}` } });
    const visitor = await world.open(phone);
    const asked = new URLSearchParams({ client_id: 'sandbox-web', response_type: 'code', scope: 'openid' });
    const { callbacks } = await read<{ callbacks: string[] }>(page, '/v2/clients/sandbox-web');
    asked.set('redirect_uri', callbacks[0]!);
    await visitor.page.goto(`${world.sandbox.url}/authorize?${asked}`);
    await visitor.page.getByRole('heading', { name: `Hello ${hostile}` }).waitFor();
    expect([...visitor.seen, ...admin.seen]).toEqual([]);
    await page.getByLabel('Title', { exact: true }).fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => read(page, path)).toEqual({});
  });

  test('what the API refuses of the settings is said in the form', async () => {
    await admin.go('/settings');
    admin.seen.length = 0;
    await page.getByLabel('Keep the log for').fill('99999');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('alert')
      .getByText(/log_retention_days/)
      .waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(admin.seen.filter((one) => !one.includes('status of 400'))).toEqual([]);
    admin.seen.length = 0;
  });

  test('the activity of the days stands in bars, and in a table for those who do not see them', async () => {
    await admin.go('/activity?days=7');
    const table = page.getByRole('table', { name: 'Sign-ins by day' });
    await table.waitFor();
    await expect.poll(() => table.getByRole('row').count()).toBe(1 + 7);
    expect(Number(await table.getByRole('row').last().getByRole('cell').first().textContent())).toBeGreaterThan(0);
    await page.locator('.recharts-bar-rectangle path').first().waitFor();
    expect(admin.seen).toEqual([]);
  });

  test('support sees users and may refresh a grant, and is shown nothing that its role forbids', async () => {
    const support = await signInAs('support', 'Sue Port');
    expect(await buttonsOf(support, addressOf(alan), 'strict')).toEqual(['Actions', 'Refresh now']);
    await support.page.getByRole('button', { name: 'Actions' }).click();
    await support.page.getByRole('menuitem').first().waitFor();
    expect(await support.page.getByRole('menuitem').allInnerTexts()).toEqual(['Sign out everywhere']);
    await support.page.keyboard.press('Escape');
    await support.page.getByRole('button', { name: 'Open navigation' }).click();
    const links = await support.page.getByRole('navigation', { name: 'Screens' }).getByRole('link').allInnerTexts();
    expect(links).toEqual(['Start', 'Users', 'Logs', 'Activity']);
    expect(support.seen).toEqual([]);
  });

  test('a viewer sees all of it and can change nothing', async () => {
    const viewer = await signInAs('viewer', 'Vera View');
    expect(await buttonsOf(viewer, addressOf(alan), 'strict')).toEqual([]);
    expect(await buttonsOf(viewer, addressOf(alan, 'profile'), 'Metadata')).toEqual([]);
    expect(await buttonsOf(viewer, addressOf(alan, 'sessions'), 'Devices and sessions')).toEqual([]);
    expect(await buttonsOf(viewer, '/keys', 'Signing keys')).toEqual([]);
    expect(await buttonsOf(viewer, '/settings', 'General')).toEqual([]);
    expect(await viewer.page.getByLabel('Name').isDisabled()).toBe(true);
    expect(viewer.seen).toEqual([]);
  });
});
