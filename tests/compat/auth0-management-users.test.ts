import { gunzipSync } from 'node:zlib';
import { ManagementClient } from 'auth0';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrowser, getTokens, m2m, signIn } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { startTlsBroker, type TlsBroker } from './start-tls-broker.ts';
import { compatTenant } from './tenant.ts';

let idp: TestIdp;
let broker: TlsBroker;
let management: ManagementClient;
const [vera, max] = ['oidc|con1|vera', 'oidc|con1|max'];

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startTlsBroker({ tenant: compatTenant(idp) });
  await getTokens(broker, { login_hint: 'vera', scope: 'openid offline_access' }, createBrowser());
  await signIn(broker, { login_hint: 'max' }, createBrowser());
  management = new ManagementClient({ domain: broker.domain, clientId: m2m.id, clientSecret: m2m.secret });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

async function collect<T>(pages: Promise<AsyncIterable<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of await pages) all.push(one);
  return all;
}

describe('auth0 7: what is known of a user, and changed', () => {
  test('metadata is merged at its first level, and null takes a member out', async () => {
    await management.users.update(vera, { app_metadata: { plan: 'pro', seats: 3 }, user_metadata: { theme: 'dark' } });
    const changed = await management.users.update(vera, { app_metadata: { seats: null } });
    expect(changed).toMatchObject({ app_metadata: { plan: 'pro' }, user_metadata: { theme: 'dark' } });
    expect(changed.app_metadata).not.toHaveProperty('seats');
  });

  test('a search of its third engine finds by metadata', async () => {
    const found = await collect(management.users.list({ q: 'app_metadata.plan:"pro"', search_engine: 'v3' }));
    expect(found.map(({ user_id }) => user_id)).toEqual([vera]);
  });

  test('sessions and refresh tokens are listed to the end', async () => {
    expect((await collect(management.users.sessions.list(vera, { take: 1 }))).length).toBe(1);
    expect((await collect(management.users.refreshToken.list(vera, { take: 1 }))).length).toBe(1);
    expect(await collect(management.users.connectedAccounts.list(vera))).toEqual([]);
  });

  test('an account is linked and unlinked', async () => {
    const linked = await management.users.identities.link(vera, { provider: 'oidc', user_id: 'con1|max' });
    expect(linked.map(({ user_id }) => user_id)).toEqual(['con1|vera', 'con1|max']);
    const left = await management.users.identities.delete(vera, 'oidc', 'con1|max');
    expect(left.map(({ user_id }) => user_id)).toEqual(['con1|vera']);
    expect((await management.users.get(max)).user_id).toBe(max);
  });

  test('all users are exported to a file', async () => {
    const { id } = await management.jobs.usersExports.create({ format: 'json', fields: [{ name: 'user_id' }] });
    await broker.app.userExports.run();
    const { status, location } = await management.jobs.get(id);
    expect(status).toBe('completed');
    const file = await fetch(location!);
    const lines = gunzipSync(await file.bytes())
      .toString()
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line).user_id)).toEqual([max, vera]);
    expect(await management.jobs.errors.get(id)).toBeFalsy();
  });
});
