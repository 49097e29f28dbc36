import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  createVerifier,
  decodeClaims,
  oidcConnection,
  postToken,
  spa,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { launchChromium, noChromium } from '../pages/chromium.ts';
import { type PageServer, startPageServer } from '../pages/page-server.ts';

/** Notes every message that it is sent, as @auth0/auth0-spa-js listens for them, and can frame an address. */
const listening = `<!doctype html><title>listening</title><body><script>
window.messages = [];
addEventListener('message', ({ origin, data }) => messages.push({ origin, data }));
// Resolves when the frame has loaded, whatever it shows.
const frame = (address) => new Promise((resolve) => {
  const element = document.createElement('iframe');
  element.addEventListener('load', () => resolve());
  element.src = address;
  document.body.append(element);
});
</script>`;

const libraryPath = createRequire(import.meta.url)
  .resolve('oidc-client-ts')
  .replace(/umd.*$/, 'browser/oidc-client-ts.min.js');

interface Message {
  readonly origin: string;
  readonly data: { readonly type?: string; readonly response?: Record<string, string> };
}

interface User {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly profile: { readonly sub: string };
}

// All on one site: its cookies go along into frames, so that only the policy stands between an attacker and a code.
describe.skipIf(noChromium)(`silent sign-in in Chromium${noChromium ? ` (skipped: ${noChromium})` : ''}`, () => {
  let idp: TestIdp;
  let broker: Broker;
  let chromium: Browser;
  let application: PageServer;
  let attacker: PageServer;
  let context: BrowserContext;
  const onSite = ({ origin }: PageServer) => origin.replace('127.0.0.1', 'localhost');

  beforeAll(async () => {
    [idp, chromium, application, attacker] = await Promise.all([
      startTestIdp(),
      launchChromium(),
      startPageServer(),
      startPageServer(),
    ]);
    const home = onSite(application);
    const tenant = tenantFile(oidcConnection('con1', idp))
      .replace(`callbacks: ['${spa.callback}']`, `callbacks: ['${home}/callback', '${onSite(attacker)}/callback']`)
      .replace(/(client_id: spa[\s\S]*?web_origins: )\[[^\]]*\]/, `$1['${home}']`);
    broker = await startBroker({ tenant });
    for (const server of [application, attacker]) server.answers.set('/', listening);
    context = await chromium.newContext();
    // Somebody signs in, and has a session from here on.
    const page = await context.newPage();
    await page.goto(authorizeUrl({ connection: 'con1' }));
    expect(page.url()).toContain(`${home}/callback?code=`);
    await page.close();
  });
  afterAll(async () => {
    await chromium?.close();
    await broker?.close();
    await idp?.close();
    application?.close();
    attacker?.close();
  });

  const { verifier, challenge } = createVerifier();
  function authorizeUrl(more: Record<string, string> = {}): string {
    const parameters = {
      ...{ client_id: spa.id, response_type: 'code', scope: 'openid', state: 's' },
      ...{ redirect_uri: `${onSite(application)}/callback`, code_challenge: challenge, code_challenge_method: 'S256' },
      ...more,
    };
    return `${broker.url}/authorize?${new URLSearchParams(parameters)}`;
  }
  const silently = (more: Record<string, string> = {}) =>
    authorizeUrl({ prompt: 'none', response_mode: 'web_message', ...more });

  const frame = (page: Page, address: string) => page.evaluate(`frame(${JSON.stringify(address)})`);
  const messagesOf = (page: Pick<Page, 'evaluate'>) => page.evaluate<Message[]>('messages');

  async function open(server: PageServer, path = '/'): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${onSite(server)}${path}`);
    return page;
  }

  test('the application gets the code in a frame of its page, from the origin of the server, and can redeem it', async () => {
    const page = await open(application);
    await frame(page, silently());
    await expect.poll(() => messagesOf(page)).toHaveLength(1);
    const [message] = await messagesOf(page);
    expect(message).toEqual({
      origin: broker.url,
      data: {
        type: 'authorization_response',
        response: { code: expect.any(String), state: 's', iss: broker.issuer },
      },
    });
    const redirect_uri = `${onSite(application)}/callback`;
    const code = message!.data.response!.code!;
    const form = { grant_type: 'authorization_code', client_id: spa.id, redirect_uri, code, code_verifier: verifier };
    const { status, body } = await postToken(broker, form);
    expect(status).toBe(200);
    expect(decodeClaims(body.id_token).sub).toBe('oidc|con1|vera');
    await page.close();
  });

  test('AS-17: without a session the frame is told login_required', async () => {
    const anonymous = await chromium.newContext();
    const page = await anonymous.newPage();
    await page.goto(onSite(application));
    await frame(page, silently());
    await expect.poll(() => messagesOf(page)).toHaveLength(1);
    expect((await messagesOf(page))[0]?.data.response).toMatchObject({ error: 'login_required', state: 's' });
    await anonymous.close();
  });

  /** What the browser shows in the frames of a page; an address that was refused shows none of ours. */
  const framed = (page: Page) =>
    page
      .frames()
      .slice(1)
      .map((one) => one.url());

  test('AS-24: a page of another origin on the same site may not frame the answer, and gets no message', async () => {
    const page = await open(attacker);
    const refused = page.waitForEvent('console', (line) => line.text().includes('frame-ancestors'));
    await frame(page, silently());
    await refused;
    expect(framed(page)).toEqual(['chrome-error://chromewebdata/']);
    expect(await messagesOf(page)).toEqual([]);
    await page.close();
  });

  test('AS-24: nor may one that frames the application, which frames the answer', async () => {
    application.answers.set('/silent', `${listening}<script>frame(${JSON.stringify(silently())})</script>`);
    const alone = await open(application, '/silent');
    await expect.poll(() => messagesOf(alone)).toHaveLength(1);
    await alone.close();
    const page = await open(attacker);
    const refused = page.waitForEvent('console', (line) => line.text().includes('frame-ancestors'));
    await frame(page, `${onSite(application)}/silent`);
    await refused;
    expect(framed(page)).toContain('chrome-error://chromewebdata/');
    const inner = page.frames().find((one) => one.url().endsWith('/silent'))!;
    expect(await messagesOf(inner)).toEqual([]);
    expect(await messagesOf(page)).toEqual([]);
    await page.close();
  });

  test('a page of another origin that opens the answer in a window gets no message', async () => {
    const page = await open(attacker);
    const [popup] = await Promise.all([
      context.waitForEvent('page'),
      page.evaluate(`void open(${JSON.stringify(silently())})`),
    ]);
    await popup.waitForLoadState();
    // It is there and holds a code; the browser does not deliver it, because the opener is not who it is for.
    expect(await popup.locator('#message').textContent()).toContain('"code"');
    expect(await messagesOf(page)).toEqual([]);
    await popup.close();
    await page.close();
  });

  test('a registered callback of an origin that is not among web_origins gets an error page, in no frame', async () => {
    const page = await open(attacker);
    const address = silently({ redirect_uri: `${onSite(attacker)}/callback` });
    await frame(page, address);
    expect(framed(page)).toEqual(['chrome-error://chromewebdata/']);
    expect(await messagesOf(page)).toEqual([]);
    expect((await page.goto(address))?.status()).toBe(403);
    expect(await page.locator('#message').count()).toBe(0);
    await page.close();
  });

  test('AS-24: the sign-in page is shown in no frame, of the application neither', async () => {
    const page = await open(application);
    await frame(page, authorizeUrl({ prompt: 'login' }));
    expect(framed(page)).toEqual(['chrome-error://chromewebdata/']);
    await page.close();
  });

  test('oidc-client-ts renews in a frame, without a refresh token, for the one who is signed in', async () => {
    const script = readFileSync(libraryPath, 'utf8').replaceAll('</script', '<\\/script');
    const settings = {
      authority: broker.issuer,
      client_id: spa.id,
      redirect_uri: `${onSite(application)}/callback`,
      silent_redirect_uri: `${onSite(application)}/callback`,
      scope: 'openid profile',
    };
    const library = `<!doctype html><title>library</title><script>${script}</script><script>
window.manager = new oidc.UserManager(${JSON.stringify(settings)});
if (location.pathname === '/callback') manager.signinCallback().then((user) => { window.user = user ?? null; });
</script>`;
    application.answers.set('/callback', library);
    application.answers.set('/library', library);
    const page = await open(application, '/library');
    await page.evaluate('void manager.signinRedirect()');
    await page.waitForURL(/\/callback\?code=/);
    await page.waitForFunction('window.user');
    const before = await page.evaluate<User>('user');
    const after = await page.evaluate<User>('manager.signinSilent()');
    expect(before.refresh_token).toBeUndefined();
    expect(after.profile.sub).toBe('oidc|con1|vera');
    expect(after.access_token).not.toBe(before.access_token);
    application.answers.delete('/callback');
    await page.close();
  });
});
