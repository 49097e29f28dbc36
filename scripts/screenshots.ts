// node scripts/screenshots.ts: the pictures of docs/images, taken in Chromium of a sandbox with its sample people.
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { createFirstStartLink } from '../src/administrators/index.ts';
import { createWalker } from '../src/cli/journey/walk.ts';
import { samplePeople } from '../src/cli/sandbox/sample-people.ts';
import { startSandbox } from '../src/cli/sandbox/start-sandbox.ts';
import { root } from './run-program.ts';

const images = join(root, 'docs', 'images');

/** A picture of a screen: its name, its address below /dashboard, and whether it is one of a phone or in the dark. */
interface Picture {
  readonly name: string;
  readonly path: string;
  readonly phone?: true;
  readonly dark?: true;
  /** What somebody does before it is taken. */
  readonly act?: (page: Page) => Promise<unknown>;
}

async function openExplorer(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Create & Authorize Test Client' }).click();
  await page.frameLocator('iframe').getByText('List or search users').first().waitFor({ timeout: 60_000 });
}

async function writeTexts(page: Page): Promise<void> {
  await page.getByLabel('Title', { exact: true }).fill('Welcome to Acme Travel');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Auth0's syntax for what is filled in
  await page.getByLabel('Description', { exact: true }).fill('to plan your next trip with ${clientName}');
  await page.frameLocator('iframe').getByText('to plan your next trip').waitFor();
}

function picturesOf(connection: string, api: string): readonly Picture[] {
  return [
    { name: 'start', path: '/' },
    { name: 'start-phone', path: '/', phone: true, dark: true },
    { name: 'connections', path: '/connections' },
    { name: 'gallery', path: '/connections/new', dark: true },
    { name: 'connection-settings', path: `/connections/${connection}?tab=settings` },
    { name: 'applications', path: '/applications' },
    { name: 'quick-start', path: '/applications/sandbox-web' },
    {
      name: 'machine-to-machine',
      path: `/apis/${api}?tab=machine-to-machine`,
      act: (page) => page.getByRole('button', { name: /Sandbox Backend/ }).click(),
    },
    { name: 'test', path: `/apis/${api}?tab=test` },
    { name: 'api-explorer', path: `/apis/${api}?tab=explorer`, act: openExplorer },
    { name: 'users', path: '/users' },
    { name: 'logs', path: '/logs', dark: true },
    { name: 'administrators', path: '/administrators' },
    { name: 'texts', path: '/settings?tab=texts', act: writeTexts },
  ];
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function makeAdministrator(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Name').fill('Ada Lovelace');
  await page.getByLabel('E-mail address').fill('ada@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill('a password for pictures');
  await page.getByRole('button', { name: 'Continue with a password' }).click();
  await page.getByRole('heading', { name: 'Hello, Ada Lovelace' }).waitFor();
}

const read = (page: Page, path: string) =>
  page.evaluate(`fetch('/dashboard/api/v2${path}').then((answer) => answer.json())`) as Promise<
    readonly { id: string; is_system?: boolean }[]
  >;

const folder = await mkdtemp(join(tmpdir(), 'valetkey-pictures-'));
const [server = 0, strict = 0, google = 0, github = 0, example = 0] = await freePorts(5);
const sandbox = await startSandbox({ folder, tls: false, ports: { server, strict, google, github, example } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const walker = createWalker(sandbox);
  for (const { id } of samplePeople) await walker.signIn('strict', id);
  await walker.signIn('github', samplePeople[0]!.id);
  await walker.close();
  const link = await createFirstStartLink(sandbox.app.tenant);
  const first = await browser.newPage();
  await makeAdministrator(first, link!.url);
  const storageState = await first.context().storageState();
  const [connection] = await read(first, '/connections?name=strict');
  const api = (await read(first, '/resource-servers')).find(({ is_system }) => is_system);
  mkdirSync(images, { recursive: true });
  for (const { name, path, phone, dark, act } of picturesOf(connection!.id, api!.id)) {
    const context = await browser.newContext({
      storageState,
      viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    await page.goto(`${sandbox.url}/dashboard${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await act?.(page);
    // What fades in has done so.
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(images, `${name}.png`), fullPage: name === 'api-explorer' });
    await context.close();
    console.log(`docs/images/${name}.png`);
  }
} finally {
  await browser.close();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);
