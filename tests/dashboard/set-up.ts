import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createFirstStartLink } from '../../src/administrators/index.ts';
import { createWalker } from '../../src/cli/journey/walk.ts';
import { type Sandbox, startSandbox } from '../../src/cli/sandbox/start-sandbox.ts';
import { freePort } from '../broker/index.ts';
import { launchChromium } from '../pages/chromium.ts';
import { openTab, type Tab } from './tab.ts';

export { desktop, phone, settle, type Tab } from './tab.ts';

export interface World {
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  /** A browser of its own: no cookies of another one. */
  open(options?: BrowserContextOptions): Promise<Tab>;
  /** The link that the terminal shows at the first start. */
  firstStartLink(): Promise<string>;
  close(): Promise<void>;
}

async function freePorts() {
  const [server = 0, strict = 0, google = 0, github = 0, example = 0] = await Promise.all(
    [1, 2, 3, 4, 5].map(() => freePort()),
  );
  return { server, strict, google, github, example };
}

/** A sandbox with real IdPs and a user who signed in, and a real browser. */
export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-dashboard-'));
  const [sandbox, browser] = await Promise.all([
    startSandbox({ folder, tls: false, ports: await freePorts() }),
    launchChromium(),
  ]);
  const walker = createWalker(sandbox);
  await walker.signIn('strict', 'ada-lovelace');
  await walker.close();
  return {
    sandbox,
    browser,
    open: (options) => openTab(browser, options),
    async firstStartLink() {
      const link = await createFirstStartLink(sandbox.app.tenant);
      if (!link) throw new Error('there is an administrator already');
      return link.url;
    },
    async close() {
      await browser.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const password = 'correct horse battery staple';

/** Fills in what the welcome page asks for. */
export async function acceptInvitation(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail address').fill(`${name.split(' ')[0]!.toLowerCase()}@example.com`);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Continue with a password' }).click();
  await page.getByRole('heading', { name: `Hello, ${name}` }).waitFor();
}

/** Reads the Management API as the dashboard does. */
export function read<T>(page: Page, path: string): Promise<T> {
  return page.evaluate(`fetch(${JSON.stringify(`/dashboard/api${path}`)}).then((answer) => answer.json())`);
}

// As text, which a test can run past the policy that a script element would meet.
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds serious or critical about the page. */
export async function findBarriers(page: Page): Promise<string[]> {
  // A colour on its way from one to another is neither. What turns without end is left alone.
  await page.evaluate(
    `Promise.allSettled(document.getAnimations().filter((one) =>
      one.effect?.getComputedTiming().endTime < Infinity).map(({ finished }) => finished))`,
  );
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe);
  const findings = (await page.evaluate(
    `axe.run(document, { iframes: false, resultTypes: ['violations'] }).then(({ violations }) => violations.map(
      ({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map(({ html }) => ({ html })) })))`,
  )) as Finding[];
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
