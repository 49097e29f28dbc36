import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noChromium } from '../pages/chromium.ts';
import { expectHarmless, hostile } from './hostile.ts';
import { acceptInvitation, read, startWorld, type Tab, type World } from './set-up.ts';

const { markup } = hostile;

interface Written {
  readonly status: number;
  readonly body: { readonly id: string; readonly client_id: string; readonly message?: string };
}

describe.skipIf(noChromium)('attacks on the dashboard', () => {
  let world: World;
  let tab: Tab;
  let foreign: Server;
  let foreignUrl: string;
  beforeAll(async () => {
    foreign = createServer((_request, response) => {
      const { url } = world.sandbox;
      response.setHeader('content-type', 'text/html');
      response.end(`<iframe src="${url}/dashboard/"></iframe><iframe src="${url}/dashboard/reference"></iframe>`);
    }).listen(0, '127.0.0.1');
    world = await startWorld();
    foreignUrl = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`;
    tab = await world.open();
    await acceptInvitation(tab.page, await world.firstStartLink(), `Ada ${markup}`);
  });
  afterAll(async () => {
    foreign?.close();
    await world?.close();
  });

  /** Writes at the Management API as the dashboard does. */
  async function write(method: string, path: string, body: unknown): Promise<Written> {
    const { csrf_token } = await read<{ csrf_token: string }>(tab.page, '/session');
    const request = JSON.stringify({
      method,
      headers: { 'content-type': 'application/json', 'x-csrf-token': csrf_token },
      body: JSON.stringify(body),
    });
    return tab.page.evaluate(
      `fetch('/dashboard/api/v2${path}', ${request}).then(async (answer) => ({ status: answer.status, body: await answer.json() }))`,
    );
  }

  /** The name stands on the screen letter by letter, and did nothing. */
  async function expectText(path: string): Promise<void> {
    await tab.go(path);
    await tab.page.getByText(markup, { exact: false }).first().waitFor();
    await expectHarmless(tab);
  }

  test('AS-01: the name of an administrator is text', async () => {
    await expectText('/administrators');
    await expectText('/account');
  });

  test('AS-01: names and settings of connections, APIs and their scopes are text', async () => {
    const connection = await write('POST', '/connections', {
      name: 'hostile',
      strategy: 'oidc',
      display_name: markup,
      options: { client_id: markup, client_secret: 'secret', issuer: world.sandbox.idpUrls.strict },
    });
    expect(connection.status).toBe(201);
    await expectText('/connections');
    await expectText(`/connections/${connection.body.id}`);
    const api = await write('POST', '/resource-servers', {
      identifier: 'https://api.example.com/',
      name: markup,
      scopes: [{ value: 'read:all', description: markup }],
    });
    expect(api.status).toBe(201);
    await expectText('/apis');
    await expectText(`/apis/${api.body.id}?tab=scopes`);
  });

  test('AS-01: what an application says of itself is text, and its id in the code of a quick start too', async () => {
    const client = await write('POST', '/clients', { name: 'Hostile', description: markup, app_type: 'spa' });
    expect(client.status).toBe(201);
    await tab.go(`/applications/${client.body.client_id}?tab=settings`);
    expect(await tab.page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe(markup);
    expect(tab.seen).toEqual([]);
  });

  test('AS-01: the text of an error is text, and says which request it was', async () => {
    await tab.page.route('**/dashboard/api/v2/clients?*', (route) =>
      route.fulfill({
        status: 400,
        headers: { 'content-type': 'application/json', 'x-request-id': 'request-1' },
        body: JSON.stringify({ statusCode: 400, error: 'Bad Request', message: markup, errorCode: 'invalid_body' }),
      }),
    );
    await tab.page.goto(`${world.sandbox.url}/dashboard/applications`);
    await tab.page.getByRole('alert').getByText(markup).waitFor();
    await tab.page.getByRole('alert').getByText('request-1').waitFor();
    await tab.page.unroute('**/dashboard/api/v2/clients?*');
    await tab.page.getByRole('button', { name: 'Try again' }).click();
    await tab.page.getByRole('link', { name: 'Sandbox Web App' }).waitFor();
    // The browser itself reports an answer of 400.
    expect(tab.seen.filter((text) => !/status of 400/.test(text))).toEqual([]);
    tab.seen.length = 0;
  });

  test('AS-24: no foreign page can show the dashboard or its API reference in a frame', async () => {
    const stranger = await world.open();
    await stranger.page.goto(foreignUrl);
    await expect.poll(() => stranger.seen.filter((text) => /frame-ancestors/.test(text)).length).toBe(2);
    for (const frame of stranger.page.frames().slice(1))
      expect(await frame.locator('#root, #reference').count()).toBe(0);
  });

  test('the page takes scripts of our own alone, and styles by a nonce that is another each time', async () => {
    const answers = await Promise.all([1, 2].map(() => fetch(`${world.sandbox.url}/dashboard/users`)));
    const policies = answers.map(({ headers }) => headers.get('content-security-policy') ?? '');
    expect(policies[0]).not.toBe(policies[1]);
    for (const policy of policies) {
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*/);
    }
    for (const { headers } of answers) {
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    const reference = await fetch(`${world.sandbox.url}/dashboard/reference`);
    const policy = reference.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'self'");
  });

  test('the preview of a page is for a session of the dashboard alone, in no foreign frame, and inert', async () => {
    const query = new URLSearchParams({ language: 'en', prompt: 'login', screen: 'login', texts: '{}' });
    const path = `/dashboard/api/page-preview?${query}`;
    const stranger = await fetch(`${world.sandbox.url}${path}`);
    expect([stranger.status, stranger.headers.get('content-type')]).toEqual([401, expect.stringContaining('json')]);
    const own = await tab.page.request.get(`${world.sandbox.url}${path}`);
    expect([own.status(), own.headers()['x-frame-options']]).toEqual([200, 'SAMEORIGIN']);
    expect(own.headers()['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'self'; sandbox$/);
    const foreignSite = { 'sec-fetch-site': 'cross-site' };
    expect((await tab.page.request.get(`${world.sandbox.url}${path}`, { headers: foreignSite })).status()).toBe(403);
    for (const wrong of ['texts=%7B', 'screen=nothing', 'language=', 'x=1', 'texts=%5B%5D']) {
      const answer = await tab.page.request.get(`${world.sandbox.url}/dashboard/api/page-preview?${query}&${wrong}`);
      expect([400, 404], wrong).toContain(answer.status());
    }
  });

  test('an operation of the dashboard API that is not there is no page', async () => {
    const answer = await fetch(`${world.sandbox.url}/dashboard/api/nothing`);
    expect(answer.status).not.toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/json');
  });
});
