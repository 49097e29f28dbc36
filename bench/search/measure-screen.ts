// A million users on the dashboard's screen: node bench/search/measure-screen.ts [--users N] (npm run build before).
// Makes them as measure-search.ts does, on SQLite, and pages and searches their list in Chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { createFirstStartLink } from '../../src/administrators/index.ts';
import { openStore } from '../../src/storage/index.ts';
import { startBroker, tenantFile } from '../../tests/broker/index.ts';
import { acceptInvitation } from '../../tests/dashboard/set-up.ts';
import { launchChromium } from '../../tests/pages/chromium.ts';
import { showProgress } from '../measure/progress.ts';
import { sampleUser, seed } from './seed.ts';

const rounds = 5;

/** Waits until the first row holds other users than before, and nothing is being read any more. */
const rowsChanged = (page: Page, before: string) =>
  page.waitForFunction(
    `document.querySelector('tbody tr') && document.querySelector('tbody').innerText !== ${JSON.stringify(before)} &&
     !document.querySelector('.mantine-Loader-root, .mantine-Skeleton-root')`,
    undefined,
    { polling: 'raf' },
  );

const rowsOf = (page: Page) => page.evaluate<string>(`document.querySelector('tbody')?.innerText ?? ''`);

interface Step {
  readonly what: string;
  readonly act: (page: Page) => Promise<unknown>;
  /** Where the step begins; on the list without a search unless told. */
  readonly from?: string;
}

function stepsFor(url: string, users: number): readonly Step[] {
  const { userId, profile } = sampleUser(users >> 1);
  const type = (text: string) => (page: Page) => page.getByRole('searchbox', { name: 'Search' }).fill(text);
  return [
    {
      what: 'the first rows, from an empty tab',
      from: 'about:blank',
      act: (page) => page.goto(`${url}/dashboard/users`),
    },
    { what: 'the next page', act: (page) => page.getByRole('button', { name: 'Next' }).click() },
    {
      what: 'the last page of the first thousand',
      from: '/users?page=38',
      act: (page) => page.getByRole('button', { name: 'Next' }).click(),
    },
    { what: 'a name that is typed, `user.0`: 250 ms of quiet, then rows', act: type('user.0') },
    { what: 'a longer one', act: type(profile.name.slice(0, 10)) },
    { what: 'an e-mail address', act: type(profile.email) },
    { what: 'an id', act: type(userId) },
    { what: 'a query of two fields', act: type('identities.connection:"con7" AND app_metadata.plan:gold') },
    {
      what: 'the last page of the thousand that begin with `user`',
      from: '/users?q=user&page=38',
      act: (page) => page.getByRole('button', { name: 'Next' }).click(),
    },
  ];
}

async function measure(page: Page, url: string, users: number): Promise<void> {
  process.stdout.write('| step | median | slowest |\n| --- | --- | --- |\n');
  for (const { what, act, from = '/users' } of stepsFor(url, users)) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.goto(from.startsWith('/') ? `${url}/dashboard${from}` : from);
      if (from.startsWith('/')) await rowsChanged(page, '');
      const before = await rowsOf(page);
      const start = performance.now();
      await act(page);
      await rowsChanged(page, before);
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    process.stdout.write(`| ${what} | ${Math.round(times[rounds >> 1]!)} ms | ${Math.round(times.at(-1)!)} ms |\n`);
  }
}

/** What is asked for by a press: not repeated, because it may take long. */
async function measureCount(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/dashboard/users`);
  const start = performance.now();
  await page.getByRole('button', { name: 'Count' }).click();
  await page.getByText(/\d users$/).waitFor();
  process.stdout.write(`| Count | ${Math.round(performance.now() - start)} ms | |\n`);
  const again = performance.now();
  await page.goto(`${url}/dashboard/`);
  await page.getByRole('link', { name: 'Users', exact: false }).last().waitFor();
  process.stdout.write(`| the start page, which counts too | ${Math.round(performance.now() - again)} ms | |\n`);
}

const { values } = parseArgs({ options: { users: { type: 'string', default: '1000000' } } });
const users = Number(values.users);
const folder = await mkdtemp(join(tmpdir(), 'valetkey-screen-'));
const databaseUrl = `sqlite:${join(folder, 'valetkey.db')}`;
const browser = await launchChromium();
try {
  const started = performance.now();
  const store = await openStore({ url: databaseUrl });
  await seed(store, users);
  await store.close();
  showProgress(`${users} users in ${Math.round((performance.now() - started) / 1000)} s`);
  const broker = await startBroker({ databaseUrl, tenant: tenantFile('[]'), keepLog: false });
  // What waits for rows is text that Playwright evaluates.
  const page = await browser.newPage({
    viewport: { width: 1280, height: 860 },
    reducedMotion: 'reduce',
    bypassCSP: true,
  });
  page.setDefaultTimeout(60_000);
  await acceptInvitation(page, (await createFirstStartLink(broker.app.tenant))!.url, 'Ada Lovelace');
  await measure(page, broker.url, users);
  await measureCount(page, broker.url);
  process.stdout.write(
    `${users} users, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}\n`,
  );
  await broker.stop();
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
