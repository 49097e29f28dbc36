import { ManagementClient, type ManagementError } from 'auth0';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrowser, m2m, signIn } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { startTlsBroker, type TlsBroker } from './start-tls-broker.ts';
import { compatTenant } from './tenant.ts';

let idp: TestIdp;
let broker: TlsBroker;
let management: ManagementClient;
const people = ['vera', 'max', 'kim'];

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startTlsBroker({ tenant: compatTenant(idp) });
  for (const login_hint of people) await signIn(broker, { login_hint }, createBrowser());
  management = new ManagementClient({ domain: broker.domain, clientId: m2m.id, clientSecret: m2m.secret });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

/** What a call failed with, in the SDK's own class. */
async function failureOf(call: Promise<unknown>): Promise<Partial<ManagementError> & { body?: unknown }> {
  try {
    await call;
  } catch (error) {
    return error as ManagementError;
  }
  throw new Error('the call succeeded');
}

describe('auth0 7: users', () => {
  test('gets a user with the IdP token that the journey is about', async () => {
    const user = await management.users.get('oidc|con1|vera');
    const [identity] = user.identities!;
    expect(user.user_id).toBe('oidc|con1|vera');
    expect(identity).toMatchObject({ connection: 'con1', provider: 'oidc', user_id: 'con1|vera', isSocial: false });
    expect(identity?.access_token).toBeTruthy();
  });

  test('its pager reads every user and stops, though it always asks for one page more', async () => {
    const found: unknown[] = [];
    for await (const user of await management.users.list({ per_page: 2 })) found.push(user.user_id);
    expect(found.sort()).toEqual(people.map((name) => `oidc|con1|${name}`).sort());
    const page = await management.users.list();
    expect(page.data).toHaveLength(people.length);
    const next = page.hasNextPage() ? await page.getNextPage() : page;
    expect(next.data.length === 0 || !next.hasNextPage()).toBe(true);
  });

  test('finds users by e-mail', async () => {
    const found = await management.users.listUsersByEmail({ email: 'max@example.com' });
    expect(found.map(({ user_id }) => user_id)).toEqual(['oidc|con1|max']);
  });

  test('reads chosen fields only', async () => {
    const user = await management.users.get('oidc|con1|vera', { fields: 'user_id,email', include_fields: true });
    expect(user).toEqual({ user_id: 'oidc|con1|vera', email: 'vera@example.com' });
  });

  test('an unknown user is its NotFoundError, with the code', async () => {
    const failure = await failureOf(management.users.get('oidc|con1|nobody'));
    expect(failure).toMatchObject({
      statusCode: 404,
      body: { statusCode: 404, error: 'Not Found', message: 'The user does not exist.', errorCode: 'inexistent_user' },
    });
    expect(failure.constructor?.name).toBe('NotFoundError');
  });

  test('deletes a user, twice', async () => {
    await management.users.delete('oidc|con1|kim');
    await management.users.delete('oidc|con1|kim');
    expect((await failureOf(management.users.get('oidc|con1|kim'))).statusCode).toBe(404);
  });
});

describe('auth0 7: credentials', () => {
  test('a wrong secret is an error that says so', async () => {
    const wrong = new ManagementClient({ domain: broker.domain, clientId: m2m.id, clientSecret: 'wrong' });
    const failure = await failureOf(wrong.users.list());
    expect(String(failure.message)).toMatch(/access_denied|Unauthorized|401/);
  });

  test('a token that was got elsewhere serves too', async () => {
    const { access_token: token } = (await (
      await fetch(`${broker.url}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grant_type: 'client_credentials',
          client_id: m2m.id,
          client_secret: m2m.secret,
          audience: `${broker.issuer}api/v2/`,
        }),
      })
    ).json()) as { access_token: string };
    const byToken = new ManagementClient({ domain: broker.domain, token });
    expect((await byToken.users.get('oidc|con1|vera')).user_id).toBe('oidc|con1|vera');
  });
});
