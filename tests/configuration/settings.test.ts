import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Configured, startConfigured } from './set-up.ts';

let api: Configured;
beforeAll(async () => {
  api = await startConfigured();
});
afterAll(() => api.broker.close());

const path = '/tenants/settings';

test('settings are changed member by member, those without effect are kept, null and empty text take away', async () => {
  await api.expectStatus(200, 'PATCH', path, {
    support_email: 'help@example.com',
    enabled_locales: ['en', 'de'],
    flags: { revoke_refresh_token_grant: true },
  });
  const changed = await api.expectStatus(200, 'PATCH', path, { friendly_name: 'Other', support_email: '' });
  expect(changed).toEqual({
    friendly_name: 'Other',
    enabled_locales: ['en', 'de'],
    flags: { revoke_refresh_token_grant: true },
  });
  expect(await api.expectStatus(200, 'GET', path)).toEqual(changed);
  expect(await api.expectStatus(200, 'GET', `${path}?fields=friendly_name`)).toEqual({ friendly_name: 'Other' });
});

test('lifetimes are taken in minutes too, and shown in hours', async () => {
  const body = { session_lifetime_in_minutes: 90, idle_session_lifetime_in_minutes: 30 };
  expect(await api.expectStatus(200, 'PATCH', path, body)).toMatchObject({
    session_lifetime: 1.5,
    idle_session_lifetime: 0.5,
  });
});

test('webhooks can be set and never come back: they hold secrets', async () => {
  const secret = 'webhook-secret-MARKER-0123456789';
  const webhooks = [{ url: 'https://hooks.example.com/x', secret }];
  const answer = await api.expectStatus(200, 'PATCH', path, { idp_tokens: { minimum_life: 60, webhooks } });
  expect(answer.idp_tokens).toEqual({ minimum_life: 60 });
  expect(await api.broker.app.tenant.store.db.selectFrom('webhooks').select('url').execute()).toEqual([
    { url: 'https://hooks.example.com/x' },
  ]);
  const unsafe = {
    idp_tokens: {
      webhooks: [
        { url: 'https://10.0.0.1/x', secret },
        { url: 'http://x.example', secret },
      ],
    },
  };
  expect((await api.send('PATCH', path, unsafe)).body.message).toContain('on property idp_tokens.webhooks[');
  expect(api.broker.logged()).not.toContain('MARKER');
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'http://www.example.com/',
  'https://www.example.com@evil.example/',
  'www.example.com',
])('T-H01: %s is refused in every setting that a page leads to or shows', async (address) => {
  for (const name of ['default_redirection_uri', 'support_url', 'picture_url']) {
    const answer = await api.send('PATCH', path, { [name]: address });
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } });
    expect(answer.body.message).toContain(`on property ${name}.`);
  }
});

test('what is not right is refused, and the scopes are needed', async () => {
  for (const [body, words] of [
    [{ session_lifetime: -1 }, 'on property session_lifetime'],
    [{ allowed_logout_urls: ['javascript:x'] }, 'on property allowed_logout_urls[0]'],
    [{ sandbox_versions_available: [] }, 'Additional properties not allowed'],
  ] as const) {
    const answer = await api.send('PATCH', path, body);
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } });
    expect(answer.body.message).toContain(words);
  }
  expect((await api.send('GET', path, undefined, ['update:tenant_settings'])).status).toBe(403);
  expect((await api.send('PATCH', path, {}, ['read:tenant_settings'])).status).toBe(403);
});
