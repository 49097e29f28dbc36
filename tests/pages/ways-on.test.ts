import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorizeUrl, type Broker, configure, startBroker, tenantFile, web } from '../broker/index.ts';
import { readMarkup } from './markup.ts';

let broker: Broker;

beforeAll(async () => {
  const tenant = tenantFile('[]').replace(
    "callbacks: ['http://127.0.0.1:9/cb'",
    "initiate_login_uri: https://app.example.com/start?from=valetkey\n    callbacks: ['http://127.0.0.1:9/cb'",
  );
  broker = await startBroker({ tenant });
});
afterAll(() => broker.close());

async function visit(address: string, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(address, broker.url), { headers, redirect: 'manual' });
  const html = await response.text();
  const links = readMarkup(html).elements.flatMap(({ tag, attributes }) => (tag === 'a' ? [attributes.href] : []));
  return { status: response.status, html, links };
}

const foreignCallback = () => authorizeUrl(broker, { redirect_uri: 'https://evil.example/cb' });

test('AS-02: an error at /authorize leads to the address that the application registered, never to that of the request', async () => {
  const home = `https://app.example.com/start?from=valetkey&iss=${encodeURIComponent(broker.issuer)}`;
  const { status, html, links } = await visit(foreignCallback());
  expect({ status, links }).toEqual({ status: 403, links: [home] });
  expect(html).toContain('Back to web');
  const logout = await visit(`/v2/logout?client_id=${web.id}&returnTo=https://evil.example/`);
  expect(logout.links).toEqual([home]);
  const rpLogout = await visit(`/oidc/logout?client_id=${web.id}&post_logout_redirect_uri=https://evil.example/`);
  expect(rpLogout.links).toEqual([home]);
});

test('without a known application an error leads to the address of the tenant, and to its help', async () => {
  expect((await visit('/u/login?state=unknown')).links).toEqual([]);
  await configure(
    broker.app,
    JSON.stringify({
      tenant: { default_redirection_uri: 'https://www.example.com/', support_email: 'help@example.com' },
    }),
  );
  expect((await visit('/u/login?state=unknown')).links).toEqual([
    'https://www.example.com/',
    'mailto:help@example.com',
  ]);
  await configure(broker.app, JSON.stringify({ tenant: { support_url: 'https://help.example.com/' } }));
  expect((await visit('/authorize?client_id=unknown')).links).toEqual([
    'https://www.example.com/',
    'https://help.example.com/',
  ]);
});

test('a request that was one too many may be sent again, and says when', async () => {
  await configure(broker.app, JSON.stringify({ tenant: { limits: { sign_in: { requests: 1, seconds: 60 } } } }));
  await visit('/u/login?state=unknown');
  const { status, html, links } = await visit('/u/login?state=unknown');
  expect(status).toBe(429);
  expect(links[0]).toBe('');
  expect(html).toMatch(/You can try again in \d+ seconds?\./);
  // What an IdP sent back is used up by looking at it.
  expect((await visit('/login/callback?state=s&code=c')).links).not.toContain('');
  await configure(broker.app, JSON.stringify({ tenant: { limits: { enabled: false } } }));
});

test('an error speaks the language of the request before that of the browser', async () => {
  const arabic = await visit(`${foreignCallback()}&ui_locales=ar-EG`, { 'accept-language': 'fr' });
  expect(arabic.html).toContain('<html lang="ar" dir="rtl">');
  expect((await visit(foreignCallback(), { 'accept-language': 'fr-CA' })).html).toContain('<html lang="fr" dir="ltr">');
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'https://app.example.com@evil.example/'])(
  'T-H01: %s leads nowhere, however it came into the database',
  async (address) => {
    const own = await startBroker({ tenant: tenantFile('[]') });
    const { db } = own.app.tenant.store;
    const { settings } = await db
      .selectFrom('clients')
      .selectAll()
      .where('client_id', '=', 'web')
      .executeTakeFirstOrThrow();
    const stored = { ...JSON.parse(settings), initiate_login_uri: address };
    await db
      .updateTable('clients')
      .set({ settings: JSON.stringify(stored) })
      .where('client_id', '=', 'web')
      .execute();
    const tenant = { default_redirection_uri: address, support_url: address };
    await db
      .updateTable('tenant')
      .set({ settings: JSON.stringify(tenant) })
      .execute();
    own.clock.advance(2_000);
    await configure(own.app, '{}');
    const response = await fetch(authorizeUrl(own, { redirect_uri: 'https://evil.example/cb' }), {
      redirect: 'manual',
    });
    const html = await response.text();
    expect(response.status).toBe(403);
    expect(html).not.toContain(address.slice(0, 10));
    await own.close();
  },
);
