import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInWithoutBrowser } from '../../src/cli/sandbox/drive-login.ts';
import { type ExampleApp, startExampleApp } from '../../src/cli/sandbox/example-app.ts';
import { createLocalCa } from '../../src/cli/sandbox/local-ca.ts';
import { type StrictIdp, startStrictIdp } from '../../src/cli/sandbox/strict-idp.ts';

// The broker's place is taken by a strict OpenID provider behind TLS, with the two broker answers the application needs
// laid over it: it hands on the provider's access token that it saw pass.
const backend = { clientId: 'backend', clientSecret: 'the secret of the backend' };
let directory: string;
let trusting: Agent;
let broker: Server;
let brokerUrl: string;
let idp: StrictIdp;
let app: ExampleApp;
let keptToken = '';
let refuseBackend = false;

async function relay(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  const { origin } = new URL(idp.apiUrl);
  const upstream = await fetch(`${origin}${request.url}`, {
    method: request.method!,
    redirect: 'manual',
    headers: Object.entries(request.headers).filter(
      ([name]) => !['host', 'connection', 'content-length'].includes(name),
    ) as [string, string][],
    ...(body && { body }),
  });
  const text = (await upstream.text()).replaceAll(origin, brokerUrl);
  const cookies = upstream.headers.getSetCookie();
  if (request.url === '/token' && upstream.ok) keptToken = (JSON.parse(text) as { access_token: string }).access_token;
  const location = upstream.headers.get('location')?.replace(origin, brokerUrl);
  response.writeHead(upstream.status, {
    'content-type': upstream.headers.get('content-type') ?? 'text/plain',
    'set-cookie': cookies,
    ...(location && { location }),
  });
  response.end(text);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const part of request) body += part;
  const json = (status: number, value: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (request.url === '/oauth/token') {
    const { client_secret: secret, audience } = JSON.parse(body) as Record<string, string>;
    const good = secret === backend.clientSecret && audience === `${brokerUrl}/api/v2/` && !refuseBackend;
    return void (good
      ? json(200, { access_token: 'management-token-of-the-test', expires_in: 86400 })
      : json(401, { error: 'access_denied', error_description: 'Unauthorized' }));
  }
  if (request.url === '/api/v2/users/grace-hopper') {
    const good = request.headers.authorization === 'Bearer management-token-of-the-test';
    return void json(good ? 200 : 401, { identities: [{ connection: 'strict', access_token: keptToken }] });
  }
  await relay(request, response, body);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'example-app-'));
  const ca = await createLocalCa(directory);
  trusting = new Agent({ connect: { ca: ca.ca } });
  broker = createServer({ key: ca.key, cert: ca.cert }, (request, response) => void answer(request, response));
  await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
  brokerUrl = `https://localhost:${(broker.address() as AddressInfo).port}`;
  let apiUrl = '';
  const idpApis = {
    get strict() {
      return [`${apiUrl}/me`];
    },
  };
  app = await startExampleApp({
    port: 0,
    issuer: brokerUrl,
    clientId: 'app',
    clientSecret: 'the secret of the application',
    backend,
    connections: [{ name: 'strict', label: 'the strict <IdP>' }],
    idpApis,
    ca: ca.ca,
  });
  idp = await startStrictIdp({
    port: 0,
    issuer: brokerUrl,
    clientId: 'app',
    clientSecret: 'the secret of the application',
    redirectUris: [`${app.url}/callback`],
  });
  apiUrl = idp.apiUrl;
});

afterAll(async () => {
  await app.close();
  await idp.close();
  broker.closeAllConnections();
  broker.close();
  await trusting.close();
  await rm(directory, { recursive: true });
});

function visit(path: string, cookie = '', method = 'GET'): Promise<Response> {
  const url = path.startsWith('http') ? path : `${app.url}${path}`;
  return fetch(url, { method, headers: { cookie }, redirect: 'manual' });
}

const cookieOf = (response: Response) => response.headers.getSetCookie()[0]!.split(';')[0]!;

/** The cookie of a browser in which Grace Hopper is signed in. */
async function signIn(): Promise<string> {
  const begun = await visit('/sign-in?connection=strict');
  const authorizeUrl = begun.headers.get('location')!;
  expect(new URL(authorizeUrl).searchParams.get('connection')).toBe('strict');
  const callback = await signInWithoutBrowser(authorizeUrl, { user: 'Grace Hopper', dispatcher: trusting });
  const finished = await visit(callback.href, cookieOf(begun));
  expect(finished.headers.get('location')).toBe('/');
  return cookieOf(finished);
}

test('the first page offers each connection, escaped, and loads nothing from elsewhere', async () => {
  const page = await visit('/');
  const text = await page.text();
  expect(text).toContain('href="/sign-in?connection=strict">Sign in with the strict &lt;IdP&gt;</a>');
  expect(text).not.toMatch(/<script|(?:src|href)="(?:https?:)?\/\/|url\(/);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('after the sign-in the page shows the claims, the user with a shortened token, and the answer of the IdP', async () => {
  const cookie = await signIn();
  const text = await (await visit('/', cookie)).text();
  expect(text).toContain('grace-hopper');
  expect(text).toContain(`POST ${brokerUrl}/oauth/token`);
  expect(text).toContain(`GET ${brokerUrl}/api/v2/users/grace-hopper`);
  expect(text).toContain(`GET ${idp.apiUrl}/me`);
  expect(text).toContain('grace.hopper@example.com');
  expect(text).not.toContain('class="failed"');
});

test('no whole token and no secret reaches the browser', async () => {
  const cookie = await signIn();
  const text = await (await visit('/', cookie)).text();
  expect(keptToken.length).toBeGreaterThan(20);
  for (const secret of [keptToken, 'management-token-of-the-test', backend.clientSecret]) {
    expect(text).not.toContain(secret);
  }
  expect(text).toContain(keptToken.slice(0, 6));
});

test('a backend step that fails is shown with its status, and the steps after it are not made', async () => {
  const cookie = await signIn();
  refuseBackend = true;
  try {
    const again = await visit('/read-again', cookie, 'POST');
    const text = await (await visit('/', cookieOf(again))).text();
    expect(text).toContain('a later step failed');
    expect(text).toContain('<span class="status">401</span>');
    expect(text).not.toContain('/api/v2/users/');
  } finally {
    refuseBackend = false;
  }
});

test('a callback with a foreign state, or in a browser that began nothing, signs nobody in', async () => {
  const stray = await visit('/callback?code=a&state=b');
  expect(stray.status).toBe(400);
  const begun = await visit('/sign-in?connection=strict');
  const forged = await visit('/callback?code=a&state=b', cookieOf(begun));
  expect(forged.status).toBe(502);
  expect(forged.headers.getSetCookie()).toEqual([]);
});

test('signing out forgets the session and sends the browser to the logout of the broker', async () => {
  const cookie = await signIn();
  const out = await visit('/sign-out', cookie, 'POST');
  const logout = new URL(out.headers.get('location')!);
  expect(`${logout.origin}${logout.pathname}`).toBe(`${brokerUrl}/v2/logout`);
  expect(Object.fromEntries(logout.searchParams)).toEqual({ client_id: 'app', returnTo: `${app.url}/` });
  for (const old of [cookie, cookieOf(out)]) {
    expect(await (await visit('/', old)).text()).toContain('Sign in with');
  }
});
