import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../src/contract/index.ts';
import { getManagementToken, readManagement, signIn } from '../broker/index.ts';
import { idOf, makeAdministrator, password, type Visitor } from '../dashboard-api/set-up.ts';
import { noChromium } from '../pages/chromium.ts';
import { type BrokerWorld, startBrokerWorld } from './broker-world.ts';
import { findBarriers } from './set-up.ts';
import { phone, settle, type Tab } from './tab.ts';

const userId = 'oidc|con1|vera';
const path = `/users/${encodeURIComponent(userId)}`;
const reason = 'the calendar of this user does not load';

describe.skipIf(noChromium)('what is done with an identity of a user', () => {
  let world: BrokerWorld;
  let tab: Tab;
  let page: Page;
  const others: Partial<Record<Role, Visitor>> = {};
  beforeAll(async () => {
    world = await startBrokerWorld({ config: { allowReveal: true } });
    world.idp.behave({ user: 'vera', refreshTokens: 'always' });
    await signIn(world.broker);
    for (const role of ['editor', 'support', 'viewer'] as const)
      others[role] = await makeAdministrator(world.admin, world.broker, role, role);
    tab = await world.openFor(world.admin, path);
    page = tab.page;
  });
  afterAll(() => world?.close());
  beforeEach(() => {
    world.idp.reset();
    world.idp.behave({ user: 'vera', refreshTokens: 'always' });
    tab.seen.length = 0;
  });

  const identity = () => page.getByRole('region', { name: 'con1' });
  const press = (name: string) => identity().getByRole('button', { name }).click();

  async function readToken(): Promise<string> {
    const { body } = await readManagement(
      world.broker,
      `/users/${encodeURIComponent(userId)}`,
      await getManagementToken(world.broker),
    );
    return String((body.identities as { access_token: string }[])[0]!.access_token);
  }

  async function openReveal(): Promise<ReturnType<Page['getByRole']>> {
    await press('Reveal token');
    return page.getByRole('dialog', { name: 'Reveal the access token' });
  }

  async function countReveals(): Promise<number> {
    const { body } = await world.admin.call('GET', '/v2/idp-grant-events');
    return (body.events as { type: string }[]).filter(({ type }) => type === 'idp_token.revealed').length;
  }

  test('V-15: a token is revealed to an admin who says why, noted with the reason, and gone with the dialog', async () => {
    const token = await readToken();
    const dialog = await openReveal();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('  ');
    await dialog.getByRole('button', { name: 'Reveal', exact: true }).click();
    await dialog.getByText('Say why, in a few words').waitFor();
    expect(await countReveals()).toBe(0);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await dialog.getByRole('button', { name: 'Reveal', exact: true }).click();
    expect(await dialog.getByLabel('Access token', { exact: true }).inputValue()).toBe(token);
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(token);
    await openReveal();
    expect(await dialog.getByLabel('Access token', { exact: true }).count()).toBe(0);
    expect(await dialog.getByRole('textbox', { name: 'Reason' }).inputValue()).toBe('');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await countReveals()).toBe(1);
    const byWhom = `valetkey:${await idOf(world.admin)}`;
    await tab.go(`${path}?tab=history`);
    const reads = page.getByRole('region', { name: /^Who read/ });
    await reads.getByRole('cell', { name: byWhom }).first().waitFor();
    await world.broker.app.tenantLog.flush();
    const { text } = await world.admin.call('GET', '/v2/logs?q=type:sapi&per_page=10');
    expect(text).toContain(reason);
    expect(text).not.toContain(token);
    expect(tab.seen).toEqual([]);
  });

  test.each(['editor', 'support', 'viewer'] as const)('V-15: %s is not offered to see a token', async (role) => {
    const watching = await world.openFor(others[role]!, path, { ...phone, colorScheme: 'dark' });
    await watching.page.getByRole('region', { name: 'con1' }).waitFor();
    await settle(watching.page);
    expect(await watching.page.getByRole('button', { name: /reveal/i }).count()).toBe(0);
    await watching.go(`${path}?tab=json`);
    expect(await watching.page.content()).not.toContain(await readToken());
    expect(watching.seen).toEqual([]);
    await watching.page.context().close();
  });

  test('V-15: after ten minutes a token is revealed only to who shows their password again', async () => {
    await tab.go(path);
    world.broker.clock.advance(11 * 60_000);
    const before = await countReveals();
    const dialog = await openReveal();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
    await dialog.getByRole('button', { name: 'Reveal', exact: true }).click();
    const asking = page.getByRole('dialog', { name: 'Is it still you?' });
    await asking.getByRole('button', { name: 'Cancel' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByLabel('Access token', { exact: true }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Reveal', exact: true }).click();
    await asking.getByRole('textbox', { name: 'Password' }).fill(password);
    await asking.getByRole('button', { name: 'Continue' }).click();
    expect(await dialog.getByLabel('Access token', { exact: true }).inputValue()).toBe(await readToken());
    expect(await countReveals()).toBe(before + 1);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
    // The browser itself reports the answers of 403.
    expect(tab.seen.filter((text) => !/status of 403/.test(text))).toEqual([]);
  });

  test('a refresh says when the IdP cannot be asked, and when only the user can bring the grant back', async () => {
    await tab.go(path);
    await press('Refresh now');
    await page.getByText('Refreshed: the IdP gave a new token').waitFor();
    world.idp.behave({ faults: { token: { kind: 'error', error: 'temporarily_unavailable', status: 503 } } });
    await press('Refresh now');
    await page.getByText('The IdP cannot be asked right now').first().waitFor();
    await identity().getByText('Failed refreshes since').waitFor();

    world.idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant' } } });
    world.broker.clock.advance(5 * 60_000);
    await press('Refresh now');
    await page.getByText('Only a new sign-in of the user brings this grant back').waitFor();
    await identity().getByText('Needs the user', { exact: true }).waitFor();
    await identity().getByText('The IdP ended the grant.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(tab.seen).toEqual([]);
  });

  test('a link that was made here lets the user, and nobody a second time, bring the grant back', async () => {
    await press('Link to re-connect');
    const dialog = page.getByRole('dialog', { name: 'Link to re-connect' });
    await dialog.getByRole('combobox', { name: 'Good for' }).click();
    await page.getByRole('option', { name: 'One day' }).click();
    await dialog.getByRole('button', { name: 'Make link' }).click();
    const link = await dialog.getByLabel('Link', { exact: true }).inputValue();
    const until = Date.parse((await dialog.locator('time').getAttribute('datetime')) ?? '');
    expect(Math.round((until - world.broker.clock.now()) / 3_600_000)).toBe(24);
    expect(await findBarriers(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(link);

    const user = await world.open(phone);
    await user.page.goto(link);
    await user.page.getByRole('button', { name: 'Continue to con1' }).click();
    await user.page.getByRole('heading', { name: 'Your con1 account is connected again' }).waitFor();
    await page.reload();
    await identity().getByText('Active', { exact: true }).waitFor();
    expect(await identity().getByRole('button', { name: 'Link to re-connect' }).count()).toBe(0);
    const answer = await user.page.goto(link);
    expect(answer?.status()).toBeGreaterThanOrEqual(400);
    expect(tab.seen).toEqual([]);
  });

  test('a grant is revoked at the IdP and here, when the question was answered with yes', async () => {
    const token = await readToken();
    await press('Revoke');
    const dialog = page.getByRole('dialog', { name: 'Revoke this grant?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await readToken()).toBe(token);
    await press('Revoke');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await identity().getByText('Revoked', { exact: true }).waitFor();
    await identity().getByText('The grant was given up here.').waitFor();
    await world.broker.app.revocations.run();
    expect(world.idp.requests('revoke')).toHaveLength(1);
    expect(await readToken()).toBe('undefined');
    for (const name of ['Refresh now', 'Call the IdP', 'Reveal token', 'Revoke'])
      expect(await identity().getByRole('button', { name }).count()).toBe(0);
    expect(tab.seen).toEqual([]);
  });
});
