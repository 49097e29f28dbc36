import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Broker, startBroker, tenantFile, web } from '../broker/index.ts';

let broker: Broker;

beforeAll(async () => {
  const tenant = tenantFile('[]').replace(
    "['http://127.0.0.1:9/bye']",
    "['http://127.0.0.1:9/bye', 'https://x.example/出口']",
  );
  broker = await startBroker({ tenant });
});

afterAll(() => broker.close());

/** Bytes as they are, for what no HTTP client would send. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(broker.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(Buffer.from(text, 'latin1'));
  });
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

describe('AS-45: the Host header', () => {
  const pages = ['/api/v2/reference', '/api/v2/reference/', '/authorize', '/oidc/logout', '/api/v2/users', '/health'];
  test.each(pages)('AS-45: %s fails for no text in it', async (path) => {
    for (const host of ['', '[::', 'a b<>[', 'evil.example@x', '\xff', '%']) {
      const answer = await sendRaw(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      expect(statusOf(answer), host).toBeLessThan(500);
    }
    const old = await sendRaw(`GET ${path} HTTP/1.0\r\n\r\n`);
    expect(statusOf(old)).toBeLessThan(500);
  });

  test('AS-45: an absolute address in the request line leads nobody away', async () => {
    const answer = await sendRaw(
      'GET http://evil.example/api/v2/reference HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n',
    );
    expect(answer).not.toContain('evil.example');
  });
});

test('AS-48: a registered address to return to that no header can carry as it is arrives percent-encoded', async () => {
  const query = new URLSearchParams({ client_id: web.id, returnTo: 'https://x.example/出口' });
  const answer = await fetch(`${broker.url}/v2/logout?${query}`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://x.example/%E5%87%BA%E5%8F%A3']);
});

describe('AS-31, RS-14: bodies of every kind', () => {
  test.each([
    ['/oauth/token', { error: 'invalid_request', error_description: 'The request body is nested too deeply.' }],
    ['/oauth/revoke', { error: 'invalid_request' }],
    ['/dashboard/api/session', { errorCode: 'invalid_body', message: 'The request body is nested too deeply.' }],
  ])('RS-14: JSON of too many levels is refused by %s in its own words', async (path, words) => {
    for (const depth of [65, 9_000, 60_000]) {
      const answer = await fetch(broker.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: broker.url },
        body: `{"email":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`,
      });
      expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining(words)]);
    }
  });

  const anonymous = [
    ...['/oauth/token', '/oauth/par', '/oauth/revoke', '/userinfo', '/authorize', '/u/login', '/u/consent', '/u/link'],
    ...['/login/callback', '/oidc/logout', '/dashboard/api/session', '/dashboard/api/invitations/accept'],
  ];
  test.each(anonymous)('R-41: %s reads no more than 128 KB of whoever comes along', async (path) => {
    for (const type of ['application/json', 'application/x-www-form-urlencoded']) {
      const headers = { 'content-type': type, origin: broker.url };
      const body = `{"a":"${'x'.repeat(128 * 1024)}"}`;
      const answer = await fetch(broker.url + path, { method: 'POST', headers, body, redirect: 'manual' });
      expect(answer.status, type).toBe(413);
      await answer.arrayBuffer();
    }
  });

  const many = Array.from({ length: 2_001 }, (_, index) => [`p${index}`, 'x'] as const);
  const form = many.map(([name, value]) => `${name}=${value}`).join('&');
  test.each(['/oauth/token', '/oauth/par', '/oauth/revoke'])(
    'R-41: %s takes 2,000 parameters at most, which is seen before they are parsed',
    async (path) => {
      const send = (type: string, body: string) =>
        fetch(broker.url + path, { method: 'POST', headers: { 'content-type': type }, body });
      for (const [type, body] of [
        ['application/x-www-form-urlencoded', form],
        ['application/x-www-form-urlencoded', '&'.repeat(120_000)],
        ['application/json', JSON.stringify(Object.fromEntries(many))],
      ] as const) {
        const answer = await send(type, body);
        expect([answer.status, await answer.json()]).toEqual([
          400,
          { error: 'invalid_request', error_description: 'Not more than 2000 parameters' },
        ]);
      }
      const fewer = await send('application/x-www-form-urlencoded', form.replace('p2000=x', '').replace(/&$/, ''));
      expect(JSON.stringify(await fewer.json())).not.toContain('parameters');
    },
  );

  test('R-41: pages take 2,000 parameters at most, in a form as in the address', async () => {
    for (const path of ['/authorize', '/oidc/logout']) {
      for (const [url, init] of [
        [`${path}?${form}`, {}],
        [path, { method: 'POST', body: new URLSearchParams(form) }],
      ] as const) {
        const answer = await fetch(broker.url + url, init);
        const page = answer.headers.get('content-type')?.split(';')[0];
        expect([path, answer.status, page]).toEqual([path, 400, 'text/html']);
        expect(await answer.text()).toContain('invalid_request');
      }
    }
  });

  const bodies = [
    ['application/json', '{"__proto__":{"polluted":1}}'],
    ['application/json', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['application/json', '{"grant_type":{"toString":"x"}}'],
    ['application/json', '{"grant_type":["client_credentials"]}'],
    ['application/json', '{"grant_type":"__proto__"}'],
    ['application/json', '['.repeat(200_000)],
    ['application/json', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['application/json', '{"grant_type":"client_credentials","client_id":"m2m","client_secret":"\\ud800"}'],
    ['application/x-www-form-urlencoded', '%ff=%ff&%00=%00'],
    ['application/x-www-form-urlencoded', 'a&'.repeat(300_000)],
    ['application/x-www-form-urlencoded; charset=utf-16', 'grant_type=x'],
    ['multipart/form-data; boundary=x', '--x\r\n'],
    ['/', '{}'],
  ] as const;
  test.each(['/oauth/token', '/oauth/revoke', '/authorize', '/oidc/logout', '/login/callback', '/u/login'])(
    'RS-14: %s answers each with a 4xx or a redirect of its own',
    async (path) => {
      for (const [type, body] of bodies) {
        const headers = { 'content-type': type };
        const answer = await fetch(broker.url + path, { method: 'POST', headers, body, redirect: 'manual' });
        expect(answer.status, `${type} ${body.slice(0, 60)}`).toBeLessThan(500);
        await answer.arrayBuffer();
      }
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  );
});
