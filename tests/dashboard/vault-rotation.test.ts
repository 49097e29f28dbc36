import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyring } from '../../src/base/index.ts';
import { saveSealingNode } from '../../src/storage/index.ts';
import { newKey, seedUsers } from '../keys/set-up.ts';
import { noChromium } from '../pages/chromium.ts';
import { type BrokerWorld, startBrokerWorld } from './broker-world.ts';
import { findBarriers } from './set-up.ts';
import { phone, type Tab } from './tab.ts';

const [old, next] = [newKey(), newKey()];
/** More than are moved in a second. */
const users = 4_000;

describe.skipIf(noChromium)('rotating the vault key from the dashboard', () => {
  let world: BrokerWorld;
  let tab: Tab;
  let page: Page;
  beforeAll(async () => {
    world = await startBrokerWorld({ keyring: createKeyring(old, [next]) });
    await seedUsers(world.broker, world.idp.url, 0, users);
    tab = await world.openFor(world.admin, '/keys');
    page = tab.page;
  });
  afterAll(() => world?.close());

  const section = () => page.getByRole('region', { name: 'Vault keys' });
  const rowOf = (id: string) => section().getByRole('row').filter({ hasText: id });

  /** Another server of the installation, as it says that it lives. */
  async function announce(activeKeyId: string): Promise<void> {
    const { store, clock } = world.broker.app.tenant;
    const node = { nodeId: 'other', name: 'other-host/7', keyIds: [old.id, next.id], activeKeyId };
    await saveSealingNode(store.db, node, { lifetime: 45_000, now: clock.now() });
  }

  async function rotate(): Promise<void> {
    await section().getByRole('button', { name: 'Rotate' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rotate the vault key?' });
    await dialog.getByRole('button', { name: 'Rotate' }).click();
  }

  test('V-10: it says for which server it waits, moves nothing before, and then shows how far it is', async () => {
    await section().getByText('A newer key waits to be used.').waitFor();
    expect(await rowOf(old.id).textContent()).toContain('4,0');
    await announce(old.id);
    await rotate();
    const status = section().getByRole('status');
    await status.getByText(/seal with the new key: other-host\/7\./).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(await section().getByRole('button', { name: 'Rotate' }).count()).toBe(0);
    expect(await rowOf(old.id).textContent()).toContain('4,0');
    await announce(next.id);
    const progress = section().getByRole('progressbar', { name: 'Rotation of the vault key' });
    await expect
      .poll(async () => Number(await progress.getAttribute('aria-valuenow')), { timeout: 10_000 })
      .toBeGreaterThan(0);
    await status.getByText(/^4,0\d\d values moved/).waitFor();
    await rowOf(next.id).getByText('Seals', { exact: true }).waitFor();
    expect(await rowOf(old.id).getByRole('cell').nth(1).textContent()).toBe('0');
    expect(tab.seen).toEqual([]);
  });

  test('the vault keys fit a phone', async () => {
    const small = await world.openFor(world.admin, '/keys', { ...phone, colorScheme: 'dark' });
    await small.page.getByRole('region', { name: 'Vault keys' }).getByText('Seals', { exact: true }).waitFor();
    expect(await findBarriers(small.page)).toEqual([]);
    expect(await small.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  });
});
