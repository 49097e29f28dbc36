import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type SignInStep, signInWithoutBrowser } from '../../src/cli/sandbox/drive-login.ts';

let stop = async () => {};

afterEach(() => stop());

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const callbackUrl = 'http://127.0.0.1:9/callback';

test('cookies come back on their own path only, and a removed one does not', async () => {
  const seen: Record<string, string | undefined> = {};
  const origin = await serve((request, response) => {
    seen[request.url!] = request.headers.cookie;
    const next = { '/start': '/a/page', '/a/page': '/b/page', '/b/page': '/a/end', '/a/end': callbackUrl }[
      request.url!
    ]!;
    const cookies =
      request.url === '/start'
        ? ['all=1; Path=/', 'a=2; Path=/a; HttpOnly', 'tls=3; Path=/; Secure', 'old=4; Path=/']
        : [];
    if (request.url === '/b/page') cookies.push('old=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
    response.writeHead(302, { location: next, 'set-cookie': cookies }).end();
  });
  await signInWithoutBrowser(`${origin}/start`, { user: 'Ada', callbackUrl });
  expect(seen).toEqual({
    '/start': undefined,
    '/a/page': 'a=2; all=1; old=4',
    '/b/page': 'all=1; old=4',
    '/a/end': 'a=2; all=1',
  });
});

test('the form of the wanted person is posted with its hidden fields, entities decoded', async () => {
  let posted = '';
  const page = ['Alan Turing', 'Ada Lovelace']
    .map(
      (name) =>
        `<form method="post" action="/pick?a=1&amp;b=2"><input type="hidden" name="who" value="${name} &amp; co"/><button>${name}</button></form>`,
    )
    .join('');
  const origin = await serve(async (request, response) => {
    if (request.method === 'GET') return response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    for await (const part of request) posted += part;
    response.writeHead(303, { location: `${callbackUrl}?code=1&from=${encodeURIComponent(request.url!)}` }).end();
  });
  const steps: SignInStep[] = [];
  const end = await signInWithoutBrowser(origin, {
    user: 'ada lovelace',
    callbackUrl,
    onStep: (step) => steps.push(step),
  });
  expect(Object.fromEntries(new URLSearchParams(posted))).toEqual({ who: 'Ada Lovelace & co' });
  expect(Object.fromEntries(end.searchParams)).toEqual({ code: '1', from: '/pick?a=1&b=2' });
  expect(steps.map(({ method, status }) => `${method} ${status}`)).toEqual(['GET 200', 'POST 303']);
});

test('an error redirect to the application is returned like any other', async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(302, { location: `${callbackUrl}?error=access_denied` }).end();
  });
  const end = await signInWithoutBrowser(origin, { user: 'Ada', callbackUrl });
  expect(end.searchParams.get('error')).toBe('access_denied');
});

test('a page without the person is quoted in the error', async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(400, { 'content-type': 'text/html' }).end('<h1>Callback URL mismatch</h1>');
  });
  await expect(signInWithoutBrowser(origin, { user: 'Ada', callbackUrl })).rejects.toThrow(
    /400.*Callback URL mismatch/,
  );
});

test('a circle of redirects is given up', async () => {
  let hops = 0;
  const origin = await serve((request, response) => {
    hops += 1;
    response.writeHead(302, { location: request.url }).end();
  });
  await expect(signInWithoutBrowser(origin, { user: 'Ada', callbackUrl, maxHops: 5 })).rejects.toThrow(/too many/);
  expect(hops).toBe(5);
});
