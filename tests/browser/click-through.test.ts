import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWalker, pickIdpToken } from '../../src/cli/journey/walk.ts';
import { sandboxConnections } from '../../src/cli/sandbox/sandbox-tenant.ts';
import { type Sandbox, startSandbox } from '../../src/cli/sandbox/start-sandbox.ts';
import { freePort } from '../broker/index.ts';
import { launchChromium, noChromium } from '../pages/chromium.ts';

async function freePorts() {
  const [server = 0, strict = 0, google = 0, github = 0, example = 0] = await Promise.all(
    [1, 2, 3, 4, 5].map(() => freePort()),
  );
  return { server, strict, google, github, example };
}

describe.skipIf(noChromium !== undefined).each([
  { tls: false, scheme: 'http' },
  { tls: true, scheme: 'https' },
])('a person at the sandbox over $scheme', ({ tls }) => {
  let sandbox: Sandbox;
  let folder: string;
  let chromium: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'valetkey-click-'));
    sandbox = await startSandbox({ folder, tls, ports: await freePorts() });
    chromium = await launchChromium();
  });
  afterAll(async () => {
    await chromium?.close();
    await sandbox?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function newPage(): Promise<Page> {
    const context = await chromium.newContext({ ignoreHTTPSErrors: tls });
    page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    return page;
  }

  test.each(sandboxConnections)('signs in with $label and sees the IdP answer its backend', async ({ name, label }) => {
    await newPage();
    await page.goto(sandbox.exampleUrl);
    await page
      .getByRole('link', { name: `Sign in with ${label}` })
      .or(page.getByRole('button', { name: label }))
      .click();
    await page.getByText('Ada Lovelace').or(page.getByText('ada-lovelace')).first().click();
    await page.waitForURL(`${sandbox.exampleUrl}/**`);
    const shown = (await page.locator('body').textContent()) ?? '';
    expect(shown).toContain(`through ${label}`);
    expect(shown).toContain(`"connection": "${name}"`);
    expect(shown).toContain(sandbox.userApis[name]);

    const walker = createWalker(sandbox);
    const userId = /"sub": "([^"]+)"/.exec(shown)?.[1] ?? '';
    const token = pickIdpToken(await walker.readUser(userId, await walker.getManagementToken()), name);
    await walker.close();
    const held = `${await page.content()} ${JSON.stringify(await page.context().cookies())}`;
    expect(held, 'the IdP token must not reach the browser').not.toContain(token);
    await page.context().close();
  });

  test('the second sign-in needs no IdP, and after signing out it does', async () => {
    await newPage();
    await page.goto(sandbox.exampleUrl);
    await page.getByText('Sign in with Strict IdP').click();
    await page.getByText('Ada Lovelace').first().click();
    await page.waitForURL(`${sandbox.exampleUrl}/**`);
    const authorize = new URL('/authorize', sandbox.url);
    authorize.search = new URLSearchParams({
      client_id: sandbox.web.clientId,
      redirect_uri: `${sandbox.exampleUrl}/callback`,
      response_type: 'code',
      scope: 'openid',
      prompt: 'none',
      state: 'mine',
    }).toString();
    const answers: string[] = [];
    page.on('request', (request) => {
      if (request.url().startsWith(`${sandbox.exampleUrl}/callback`)) answers.push(request.url());
    });
    await page.goto(authorize.href);
    expect(new URL(answers[0] ?? '').searchParams.get('code')).toBeTruthy();
    await page.goto(sandbox.exampleUrl);
    await page.goto(`${sandbox.url}/v2/logout`);
    await page.goto(authorize.href);
    expect(new URL(answers.at(-1) ?? '').searchParams.get('error')).toBe('login_required');
    await page.context().close();
  });

  test('the API reference lists the operations without a complaint', async () => {
    await newPage();
    complaints.length = 0;
    await page.goto(`${sandbox.url}/api/v2/reference`);
    await page.getByText('Get a user').first().waitFor();
    expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([]);
    await page.context().close();
  });

  test('no page of a sign-in wrote an error to the console', () => {
    expect(complaints.filter((text) => !/favicon|404|400/.test(text))).toEqual([]);
  });
});
