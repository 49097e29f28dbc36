import { ManagementClient } from 'auth0';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, createBrowser, m2m, signIn } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { startTlsBroker, type TlsBroker } from './start-tls-broker.ts';
import { compatTenant } from './tenant.ts';

let idp: TestIdp;
let broker: TlsBroker;
let management: ManagementClient;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startTlsBroker({ tenant: compatTenant(idp) });
  for (const login_hint of ['vera', 'max']) await signIn(broker, { login_hint }, createBrowser());
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

const statusOf = (call: PromiseLike<unknown>) =>
  Promise.resolve(call).then(
    () => 200,
    (error: { statusCode?: number }) => error.statusCode,
  );

describe('auth0 7: what an operator configures', () => {
  test('clients: made, found by the pager, changed, given a new secret, deleted', async () => {
    const made = await management.clients.create({ name: 'Reports', app_type: 'non_interactive' });
    const id = made.client_id!;
    expect(made.client_secret).toHaveLength(64);
    expect((await collect(management.clients.list({ per_page: 2 }))).map(({ client_id }) => client_id)).toContain(id);
    const changed = await management.clients.update(id, { description: 'monthly' });
    expect(changed).toMatchObject({ client_id: id, name: 'Reports', description: 'monthly' });
    expect((await management.clients.rotateSecret(id)).client_secret).not.toBe(made.client_secret);
    expect(await management.clients.get(id)).toMatchObject({ description: 'monthly' });
    await management.clients.delete(id);
    expect(await statusOf(management.clients.get(id))).toBe(404);
  });

  test('APIs and grants: made, found by both kinds of pager, changed, deleted', async () => {
    const identifier = 'https://reports.example.com/';
    const made = await management.resourceServers.create({ identifier, scopes: [{ value: 'read:reports' }] });
    expect((await collect(management.resourceServers.list())).map((one) => one.identifier)).toContain(identifier);
    await management.resourceServers.update(made.id!, { token_lifetime: 600 });
    expect(await management.resourceServers.get(made.id!)).toMatchObject({ token_lifetime: 600 });
    const grant = await management.clientGrants.create({ client_id: 'other', audience: identifier, scope: [] });
    await management.clientGrants.update(grant.id!, { scope: ['read:reports'] });
    const found = await collect(management.clientGrants.list({ client_id: 'other', take: 1 }));
    expect(found.map(({ audience }) => audience).sort()).toEqual([api, identifier]);
    await management.clientGrants.delete(grant.id!);
    await management.resourceServers.delete(made.id!);
    expect(await statusOf(management.resourceServers.get(made.id!))).toBe(404);
  });

  test('connections: made, found by checkpoint, opened for a client, deleted', async () => {
    const options = { client_id: 'x', client_secret: 'y' };
    const made = await management.connections.create({ name: 'code-host', strategy: 'github', options });
    const id = made.id!;
    const names = (await collect(management.connections.list({ take: 1 }))).map(({ name }) => name);
    expect(names.sort()).toEqual(['code-host', 'con1']);
    await management.connections.clients.update(id, [{ client_id: 'web', status: true }]);
    expect((await collect(management.connections.clients.get(id))).map(({ client_id }) => client_id)).toEqual(['web']);
    await management.connections.delete(id);
    expect(await statusOf(management.connections.get(id))).toBe(404);
  });

  test('settings, signing keys, logs and grants of users are read', async () => {
    expect(await management.tenants.settings.get()).toMatchObject({ friendly_name: 'Test Tenant' });
    const keys = await management.keys.signing.list();
    expect(keys.filter(({ current }) => current)).toHaveLength(1);
    expect(Array.isArray(await collect(management.logs.list()))).toBe(true);
  });
});
