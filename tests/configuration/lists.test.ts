import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveClient, saveClientGrant } from '../../src/storage/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { type Body, type Configured, startConfigured } from './set-up.ts';

const many = 230;

describe.each(databaseKinds)('lists, on %s', (database) => {
  let api: Configured;
  beforeAll(async () => {
    api = await startConfigured('[]', { database });
    await api.broker.app.tenant.store.transaction(async (db) => {
      for (let index = 0; index < many; index += 1) {
        const clientId = `many${String(index).padStart(5, '0')}`;
        const app_type = index % 2 === 0 ? 'spa' : 'native';
        // Two of each name: the id decides between them.
        const settings = { name: `Many ${Math.floor(index / 2)}`, app_type, is_first_party: index % 10 !== 0 };
        await saveClient(db, { clientId, settings, secretHash: null, secretSealed: null }, 0);
        const grant = { clientGrantId: `cgr_${clientId}`, clientId, audience: 'https://api.example.com/' };
        await saveClientGrant(db, { ...grant, subjectType: 'client', settings: { scope: [] } });
      }
    });
    await api.expectStatus(200, 'PATCH', '/client-grants/cgr_many00007', { allow_any_organization: true });
  });
  afterAll(() => api.broker.close());

  async function walk(path: string, name: string, take: number): Promise<Body[]> {
    const found: Body[] = [];
    for (let next = ''; ; ) {
      const page = await api.expectStatus(200, 'GET', `${path}take=${take}${next && `&from=${next}`}`);
      found.push(...(page[name] as Body[]));
      if (page.next === undefined) return found;
      next = String(page.next);
    }
  }

  test('checkpoints lead over every client and every grant once, in order', async () => {
    const clients = await walk('/clients?include_totals=true&', 'clients', 37);
    expect(new Set(clients.map(({ client_id }) => client_id)).size).toBe(clients.length);
    expect(clients).toHaveLength(many + 4);
    const grants = await walk('/client-grants?', 'client_grants', 50);
    expect(new Set(grants.map(({ id }) => id)).size).toBe(grants.length);
    expect(grants).toHaveLength(many + 1);
    // A page that is just full says so, and no page is empty.
    expect(await walk('/clients?app_type=spa,native&', 'clients', (many + 1) / 3)).toHaveLength(many + 1);
  });

  test('pages by number give the same, with totals; the page behind the last is empty', async () => {
    const page = await api.expectStatus(200, 'GET', '/clients?page=1&per_page=100&include_totals=true');
    expect(page).toMatchObject({ start: 100, limit: 100, total: many + 4 });
    const last = await api.expectStatus(200, 'GET', '/clients?page=3&per_page=100&include_totals=true');
    expect(last).toMatchObject({ start: 300, total: many + 4, clients: [] });
    expect(await api.expectStatus(200, 'GET', '/clients?per_page=0&include_totals=true')).toMatchObject({
      clients: [],
    });
    expect(await api.expectStatus(200, 'GET', '/clients')).toHaveLength(50);
    expect(await api.expectStatus(200, 'GET', '/resource-servers?include_totals=true')).toMatchObject({
      start: 0,
      limit: 50,
      total: 2,
    });
  });

  test('filters', async () => {
    const total = async (path: string) => {
      const page = await api.expectStatus(200, 'GET', `${path}&include_totals=true`);
      return page.total;
    };
    expect(await total('/clients?is_first_party=false')).toBe(many / 10);
    expect(await total('/clients?app_type=native')).toBe(many / 2);
    expect(await total('/clients?q=client_grant.allow_any_organization:true')).toBe(1);
    expect(await total('/clients?q=client_grant.organization_id:org_1')).toBe(0);
    expect(await total('/clients?external_client_id=https://x.example')).toBe(0);
    expect(await total('/client-grants?client_id=many00003')).toBe(1);
    expect(await total(`/client-grants?audience=${encodeURIComponent('https://api.example.com/')}`)).toBe(many);
    expect(await total('/client-grants?subject_type=user')).toBe(0);
    expect(await total('/client-grants?allow_any_organization=true')).toBe(1);
    expect(await total('/client-grants?default_for=third_party_clients')).toBe(0);
    const identifier = encodeURIComponent('https://api.example.com/');
    expect(await total(`/resource-servers?identifiers=${identifier}&identifiers=urn:none`)).toBe(1);
    expect((await api.send('GET', '/clients?from=nonsense')).body).toMatchObject({ errorCode: 'invalid_query_string' });
    expect((await api.send('GET', '/clients?q=name:x')).body).toMatchObject({ errorCode: 'invalid_query_string' });
  });

  test('the global client is shown alone, and is nobody', async () => {
    const [only, ...rest] = (await api.expectStatus(200, 'GET', '/clients?is_global=true')) as unknown as Body[];
    expect({ only, rest }).toMatchObject({ only: { name: 'All Applications', global: true }, rest: [] });
    expect(await api.expectStatus(200, 'GET', `/clients/${only?.client_id}`)).toEqual(only);
    expect((await api.send('PATCH', `/clients/${only?.client_id}`, { name: 'x' })).status).toBe(404);
  });

  test('a page of clients is read from an index', async () => {
    if (database !== 'sqlite') return;
    const { db } = api.broker.app.tenant.store;
    const { sql: text } = db
      .selectFrom('clients')
      .select('settings')
      .where((eb) => eb(eb.refTuple('name', 'client_id'), '>', eb.tuple('a', 'b')))
      .orderBy('name')
      .orderBy('client_id')
      .limit(50)
      .compile();
    const file = new DatabaseSync(api.broker.config.databaseUrl.replace('sqlite:', ''), { readOnly: true });
    const plan = file.prepare(`explain query plan ${text}`).all('a', 'b', 50);
    file.close();
    expect(JSON.stringify(plan)).toMatch(/SEARCH clients USING INDEX clients_list/);
    expect(JSON.stringify(plan)).not.toContain('TEMP B-TREE');
  });
});
