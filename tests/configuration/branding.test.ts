import { afterAll, beforeAll, expect, test } from 'vitest';
import { managementScopes } from '../../src/contract/index.ts';
import { readTenantFile } from '../../src/tenant/index.ts';
import {
  authorizeUrl,
  type Broker,
  configure,
  createBrowser,
  getManagementToken,
  startBroker,
  tenantFile,
} from '../broker/index.ts';

let broker: Broker;
let token: string;

const all = managementScopes.map(({ value }) => value);

beforeAll(async () => {
  broker = await startBroker({
    tenant: tenantFile('[]').replace("['read:users', 'read:user_idp_tokens', 'read:clients']", JSON.stringify(all)),
  });
  token = await getManagementToken(broker);
});
afterAll(() => broker.close());

async function send(method: string, path: string, body?: unknown, bearer = token) {
  const response = await fetch(`${broker.url}/api/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function signInPage() {
  const { response } = await createBrowser().follow(authorizeUrl(broker), 'http://127.0.0.1:9/');
  return { html: (await response?.text()) ?? '', policy: response?.headers.get('content-security-policy') ?? '' };
}

const look = {
  colors: { primary: '#e8590c', page_background: '#fff4e6' },
  logo_url: 'https://cdn.example.com/logo.svg',
};

test('what the operator says of the looks is kept member by member, shown, and seen on the next page', async () => {
  expect(await send('GET', '/branding')).toEqual({ status: 200, body: {} });
  expect(await send('PATCH', '/branding', look)).toEqual({ status: 200, body: look });
  const page = await signInPage();
  expect(page.html).toContain('--accent:#e8590c;--on-accent:#000000');
  expect(page.html).toContain('<img class="logo" src="https://cdn.example.com/logo.svg" alt="Test Tenant">');
  expect(page.policy).toContain('img-src data: https://cdn.example.com;');

  const changed = await send('PATCH', '/branding', { logo_url: null, favicon_url: 'https://cdn.example.com/i.png' });
  expect(changed.body).toEqual({ colors: look.colors, favicon_url: 'https://cdn.example.com/i.png' });
  expect((await send('GET', '/branding')).body).toEqual(changed.body);
  expect((await signInPage()).html).not.toContain('<img');
});

test('the settings of the tenant neither show the looks nor change them', async () => {
  await send('PATCH', '/branding', look);
  expect((await send('GET', '/tenants/settings')).body).not.toHaveProperty('branding');
  expect((await send('PATCH', '/tenants/settings', { branding: { logo_url: 'http://x/' } })).status).toBe(400);
  expect((await send('PATCH', '/tenants/settings', { friendly_name: 'Test Tenant' })).status).toBe(200);
  expect((await send('GET', '/branding')).body).toMatchObject(look);
});

test.each([
  [{ logo_url: 'http://cdn.example.com/logo.png' }, 'logo_url'],
  [{ logo_url: 'data:image/svg+xml,<svg/>' }, 'logo_url'],
  [{ colors: { primary: 'red' } }, 'colors.primary'],
  [{ colors: { page_background: { type: 'linear-gradient', start: '#fff' } } }, 'colors.page_background'],
  [{ colour: '#fff' }, 'colour'],
  [{ font: { url: 'javascript:alert(1)' } }, 'font.url'],
])('T-H05: %j is refused, with the member that is wrong', async (body, member) => {
  const { status, body: error } = await send('PATCH', '/branding', body);
  expect({ status, code: error.errorCode }).toEqual({ status: 400, code: 'invalid_body' });
  expect(String(error.message)).toContain(member);
});

test('reading and changing need their own scopes', async () => {
  const reader = await getManagementToken(broker, 'read:branding');
  expect((await send('GET', '/branding', undefined, reader)).status).toBe(200);
  expect((await send('PATCH', '/branding', look, reader)).status).toBe(403);
  expect((await send('GET', '/branding', undefined, await getManagementToken(broker, 'read:users'))).status).toBe(403);
});

test('the tenant file has a section for it, as an export of the Deploy CLI has', async () => {
  await configure(broker.app, JSON.stringify({ branding: { colors: { primary: '#123456' }, logo_url: '' } }));
  expect((await send('GET', '/branding')).body).toMatchObject({ colors: { primary: '#123456' } });
  const bad = readTenantFile(JSON.stringify({ branding: { logo_url: 'http://x/' }, tenant: { branding: {} } }), {});
  expect(bad.problems.map(({ path }) => path).sort()).toEqual(['branding.logo_url', 'tenant.branding']);
});

test('T-H05: a client can have a logo of its own, from https alone', async () => {
  const refused = await send('PATCH', '/clients/web', { logo_uri: 'http://cdn.example.com/web.png' });
  expect([refused.status, String(refused.body.message).includes('logo_uri')]).toEqual([400, true]);
  expect((await send('PATCH', '/clients/web', { logo_uri: 'https://app.example.com/web.png' })).status).toBe(200);
  const { html, policy } = await signInPage();
  expect(html).toContain('<img class="logo" src="https://app.example.com/web.png" alt="web">');
  expect(policy).toContain('img-src data: https://app.example.com ');
});
