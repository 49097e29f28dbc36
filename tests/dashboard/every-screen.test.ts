import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noChromium } from '../pages/chromium.ts';
import {
  acceptInvitation,
  desktop,
  findBarriers,
  phone,
  read,
  settle,
  startWorld,
  type Tab,
  type World,
} from './set-up.ts';

/** Every screen, and every tab of those that have some. `{…}` is an id that is only known when the server runs. */
const addresses = [
  '/',
  '/connections',
  '/connections/new',
  '/connections/new/google-oauth2',
  '/connections/new/oidc',
  '/connections/{connection}',
  '/connections/{connection}?tab=try',
  '/connections/{connection}?tab=settings',
  '/connections/{connection}?tab=applications',
  '/connections/{connection}?tab=readers',
  '/applications',
  '/applications/sandbox-web',
  '/applications/sandbox-web?tab=settings',
  '/applications/sandbox-web?tab=credentials',
  '/applications/sandbox-web?tab=connections',
  '/applications/sandbox-backend',
  '/apis',
  '/apis/{api}',
  '/apis/{api}?tab=scopes',
  '/apis/{api}?tab=machine-to-machine',
  '/apis/{api}?tab=test',
  '/apis/{api}?tab=explorer',
  '/users',
  '/users/{user}',
  '/logs',
  '/activity',
  '/keys',
  '/settings',
  '/settings?tab=branding',
  '/settings?tab=texts',
  '/administrators',
  '/account',
  '/nowhere',
];

describe.skipIf(noChromium)('every screen of the dashboard', () => {
  let world: World;
  let wide: Tab;
  let narrow: Tab;
  let ids: Record<string, string>;
  beforeAll(async () => {
    world = await startWorld();
    wide = await world.open(desktop);
    await acceptInvitation(wide.page, await world.firstStartLink(), 'Ada Lovelace');
    const state = await wide.page.context().storageState();
    narrow = await world.open({ ...phone, colorScheme: 'dark', storageState: state });
    await narrow.page.goto(`${world.sandbox.url}/dashboard/`);
    await settle(narrow.page);
    const [connection] = await read<{ id: string }[]>(wide.page, '/v2/connections?name=strict');
    const apis = await read<{ id: string; is_system: boolean }[]>(wide.page, '/v2/resource-servers');
    const [user] = await read<{ user_id: string }[]>(wide.page, '/v2/users');
    ids = {
      connection: connection!.id,
      api: apis.find(({ is_system }) => is_system)!.id,
      user: encodeURIComponent(user!.user_id),
    };
  });
  afterAll(() => world?.close());

  const fill = (address: string) => address.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name]!);

  test.each(addresses)('%s has no barrier, no complaint of the browser, and fits a phone', async (address) => {
    await Promise.all([wide.go(fill(address)), narrow.go(fill(address))]);
    expect(await findBarriers(wide.page)).toEqual([]);
    expect(await findBarriers(narrow.page)).toEqual([]);
    const overflow = 'document.documentElement.scrollWidth - innerWidth';
    expect(await narrow.page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect(await wide.page.evaluate(overflow)).toBeLessThanOrEqual(0);
    expect([...wide.seen, ...narrow.seen]).toEqual([]);
  });

  test('what a form says of a mistake can be read, in light and in dark', async () => {
    for (const { page, go } of [wide, narrow]) {
      await go('/applications');
      await page.getByRole('button', { name: 'Create application' }).click();
      const dialog = page.getByRole('dialog', { name: 'Create application' });
      await dialog.getByLabel('Name').fill('a<b');
      await dialog.getByRole('button', { name: 'Create', exact: true }).click();
      await dialog.getByText('A name without < and >').waitFor();
      expect(await findBarriers(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
    }
  });

  test('sign-in, and a link that is used up, have no barrier either', async () => {
    const stranger = await world.open(phone);
    for (const path of ['sign-in', 'welcome']) {
      await stranger.page.goto(`${world.sandbox.url}/dashboard/${path}`);
      await settle(stranger.page);
      expect(await findBarriers(stranger.page)).toEqual([]);
    }
    expect(stranger.seen).toEqual([]);
  });
});
