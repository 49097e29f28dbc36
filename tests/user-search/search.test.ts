import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findUser, saveUser } from '../../src/storage/index.ts';
import {
  type Broker,
  databaseKinds,
  getManagementToken,
  oidcConnection,
  readManagement,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { addUsers, type SampleUser } from './set-up.ts';

const at = (text: string) => Date.parse(text);
const long = 'x'.repeat(300);

const samples: readonly SampleUser[] = [
  {
    userId: 'github|1',
    profile: { name: 'Jane Smith', nickname: 'jane', email: 'Jane@Example.com', email_verified: true },
    appMetadata: { plan: 'gold', seats: 5, roles: ['admin', 'Editor'], nested: { deep: { level: 'three' } } },
    userMetadata: { color: 'blue', likes: ['tea'], nothing: null, empty: [], none: {} },
    createdAt: at('2024-05-17T09:30:00.000Z'),
    connections: ['social-1', 'corp'],
  },
  {
    userId: 'github|2',
    profile: { name: 'jane smith', nickname: 'JS', email: 'js@example.org', email_verified: false, note: long },
    appMetadata: { plan: 'Gold', seats: 12 },
    createdAt: at('2024-05-18T00:00:00.000Z'),
    connections: ['social-1'],
  },
  {
    userId: 'oidc|corp|3',
    profile: { name: "Zoë O'Hara (QA) 50% [x]*", locale: 'de', given_name: 'Zoë', note: `${long}y` },
    appMetadata: { plan: 'silver', seats: -3.5, 'plan-b': 'x', when: '2024-01-02' },
    blocked: true,
    createdAt: at('2023-12-31T23:59:59.999Z'),
    connections: ['corp'],
  },
  {
    userId: 'oidc|corp|4',
    // T-D19: what an IdP names like our own fields is found under none of them.
    profile: { name: 'Mallory', 'app_metadata.plan': 'gold', '#logins': 1, address: { country: 'de' } },
    createdAt: at('2024-01-01T00:00:00.000Z'),
    connections: ['corp'],
  },
];
const [jane, js, zoe, mallory] = samples.map((sample) => sample.userId) as [string, string, string, string];

describe.each(databaseKinds)('searching for users on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let token: string;
  beforeAll(async () => {
    idp = await startTestIdp();
    broker = await startBroker({ database, tenant: tenantFile(oidcConnection('con1', idp)) });
    await addUsers(broker.app.tenant.store, samples);
    token = await getManagementToken(broker, 'read:users');
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  const list = (parameters: Record<string, string>) =>
    readManagement(broker, `/users?${new URLSearchParams(parameters)}`, token);

  async function find(q: string, more: Record<string, string> = {}): Promise<string[]> {
    const { status, body } = await list({ q, search_engine: 'v3', fields: 'user_id', ...more });
    expect({ q, status, body }).toMatchObject({ status: 200 });
    return (body as unknown as { user_id: string }[]).map((user) => user.user_id);
  }

  const found: Record<string, string[]> = {
    // One field, whole values.
    'user_id:"oidc|corp|3"': [zoe],
    'user_id:("github|1" OR "github|2" OR "nobody")': [jane, js],
    'name:"jane smith"': [jane, js],
    'name:jane': [],
    'NAME:jane*': [],
    'nickname:js': [js],
    'email:jane@example.com': [jane],
    'email:"JANE@EXAMPLE.COM"': [jane],
    'email.domain:"example.com"': [jane],
    'email_verified:true': [jane],
    'email_verified:false': [js],
    'blocked:true': [zoe],
    'locale:de': [zoe],
    'locale:DE': [],
    [`note:${long}`]: [js],
    [`note:"${long}y"`]: [zoe],
    [`note:${long.slice(0, 100)}*`]: [js, zoe],
    // Identities.
    'identities.connection:"corp"': [jane, zoe, mallory],
    'identities.provider:github': [jane, js],
    'identities.isSocial:false': [jane, zoe, mallory],
    'identities.user_id:"corp|3"': [zoe],
    // Metadata: paths, the level of an array skipped, case told apart.
    'app_metadata.plan:gold': [jane],
    'app_metadata.plan:(gold OR Gold)': [jane, js],
    'app_metadata.roles:admin': [jane],
    'app_metadata.roles:editor': [],
    'app_metadata.nested.deep.level:three': [jane],
    'app_metadata.seats:5': [jane],
    'user_metadata.likes:tea': [jane],
    // Wildcards.
    'name:jane*': [jane, js],
    'name:*smith': [jane, js],
    'name:ja*th': [jane, js],
    'name:*ane*': [jane, js],
    'app_metadata.plan:g*': [jane],
    'user_id:oidc|corp|*': [zoe, mallory],
    'name:zoë*': [zoe],
    'name:*50%*': [zoe],
    'name:*50_*': [],
    'name:"Zoë O\'Hara (QA) 50% [x]*"': [zoe],
    'name:*\\[x\\]\\*': [zoe],
    'name:*\\(qa\\)*': [zoe],
    // What is there at all; null and what is empty is not.
    '_exists_:email': [jane, js],
    'NOT _exists_:email': [zoe, mallory],
    'email:*': [jane, js],
    '_exists_:app_metadata': [jane, js, zoe],
    '_exists_:app_metadata.nested': [jane],
    '_exists_:app_metadata.nested.deep': [jane],
    '_exists_:app_metadata.plan-b': [zoe],
    '_exists_:app_metadata.plan-': [],
    '_exists_:user_metadata.nothing': [],
    '_exists_:user_metadata.empty': [],
    '_exists_:user_metadata.none': [],
    '_exists_:last_login': [jane, js, zoe, mallory],
    // Ranges: numbers as numbers, dates as far as they are given, text by its characters.
    'app_metadata.seats:[5 TO 12]': [jane, js],
    'app_metadata.seats:{5 TO 12]': [js],
    'app_metadata.seats:[5 TO 12}': [jane],
    'app_metadata.seats:[* TO 0]': [zoe],
    'app_metadata.seats:>=5': [jane, js],
    'app_metadata.seats:<5': [zoe],
    'app_metadata.when:[2024-01-01 TO 2024-02-01]': [zoe],
    'created_at:[2024-05-17 TO 2024-05-17]': [jane],
    'created_at:2024-05-17': [jane],
    'created_at:2024': [jane, js, mallory],
    'created_at:[2024 TO *]': [jane, js, mallory],
    'created_at:{2024 TO *}': [],
    'created_at:{* TO 2024}': [zoe],
    'created_at:"2024-05-17T09:30:00.000Z"': [jane],
    'created_at:[2024-05-17T09:30:00.001Z TO 2024-05-18T00:00:00.000Z]': [js],
    'logins_count:1': [jane, js, zoe, mallory],
    'logins_count:>1': [],
    'logins_count:99999999999': [],
    'name:[m TO z]': [mallory],
    // Together.
    'email.domain:example.com OR app_metadata.plan:silver': [jane, zoe],
    'identities.connection:corp AND NOT app_metadata.plan:*': [mallory],
    'identities.connection:corp -blocked:true': [jane, mallory],
    '(name:jane* OR name:mal*) AND NOT (nickname:js OR locale:de)': [jane, mallory],
    'name:mallory OR name:jane* AND nickname:jane': [jane, mallory],
    'identities.connection:corp AND NOT blocked:true AND created_at:2024': [jane, mallory],
    'identities.connection:corp -app_metadata.plan:(gold OR Gold)': [zoe, mallory],
    'identities.connection:corp -(name:jane* OR name:mal*)': [zoe],
    'identities.connection:corp !mallory': [jane, zoe],
    'app_metadata.plan:(NOT gold)': [js, zoe, mallory],
    // Terms that name no field: never in user_metadata.
    mallory: [mallory],
    '"jane smith"': [jane, js],
    'jane*': [jane, js],
    tea: [],
    blue: [],
    '*': [jane, js, zoe, mallory],
    // Nothing an IdP says looks like our own.
    'app_metadata.plan:gold AND name:mallory': [],
    'email.domain:example.com AND name:mallory': [],
  };
  test('finds what Auth0 finds with the same query', async () => {
    for (const [q, users] of Object.entries(found)) expect({ q, users: await find(q) }).toEqual({ q, users });
  });

  const refused: Record<string, RegExp> = {
    // T-E11: no oracle over what may not be read.
    'identities.access_token:at_*': /Of identities these can be searched for/,
    'identities.refresh_token:*': /Of identities/,
    '_exists_:identities.access_token': /Of identities/,
    '_exists_:identities': /Of identities/,
    'NOT identities.access_token_secret:x': /Of identities/,
    'identities\\.access_token:x': /Of identities/,
    'identities.expires_in:[1 TO 5]': /Of identities/,
    '-identities.access_token:x': /Of identities/,
    'identities.connection:x OR (identities.id_token:y)': /Of identities/,
    'name:*ab': /needs 3 characters/,
    'name:a?c': /\? is not supported/,
    'name:a*b*c*d*e*f': /wildcards in a term/,
    'user_metadata.color:bl*': /user_metadata cannot be searched by wildcards/,
    'user_metadata.age:[1 TO 5]': /user_metadata cannot be searched for ranges/,
    'user_metadata.age:>5': /user_metadata cannot be searched for ranges/,
    'created_at:yesterday': /is no date/,
    'created_at:2024-02-30': /is no date/,
    'created_at:2024-05*': /cannot be searched by wildcards/,
    'logins_count:many': /no whole number/,
    'name:/jane.*/': /Regular expressions/,
    'name:jane~': /Fuzzy/,
    'name:jane^2': /boosted/,
    'name:(jane': /Failed to parse/,
    'name:': /Failed to parse/,
    ') OR (': /Failed to parse/,
    'name:jane )': /Failed to parse/,
    'name:()': /Failed to parse/,
    'name:[a TO': /Failed to parse/,
    'name:"jane': /Failed to parse/,
    'name:jane:smith': /Failed to parse/,
    '- jane': /Failed to parse/,
    'name:-(jane)': /Failed to parse/,
    'name:a AND OR name:b': /operator/,
    'name:a (OR name:b)': /operator/,
    'name:AND': /AND needs a term/,
    'a:b AND': /operator/,
    AND: /operator/,
    '[a TO b]': /A range needs a field/,
    'name:"a\u0001b"': /Control characters/,
    [`${'('.repeat(17)}a:b${')'.repeat(17)}`]: /16 levels/,
    [Array(257).fill('a:b').join(' OR ')]: /256 terms/,
    [`name:${'x'.repeat(8_200)}`]: /8192 characters/,
    [`${'a'.repeat(201)}:b`]: /too long/,
  };
  test('T-E11, RS-14: refuses with the reason what is not searched for', async () => {
    for (const [q, reason] of Object.entries(refused)) {
      const { status, body } = await list({ q });
      expect({ q: q.slice(0, 60), status, code: body.errorCode }).toEqual({
        q: q.slice(0, 60),
        status: 400,
        code: 'invalid_query_string',
      });
      expect(body.message).toMatch(/^Query validation error: '.+' on property q\.$/s);
      expect(body.message).toMatch(reason);
    }
  });

  test('search_engine v1 and v2 are refused, v3 needs no query', async () => {
    for (const search_engine of ['v1', 'v2']) {
      const { status, body } = await list({ q: 'name:x', search_engine });
      expect(status).toBe(400);
      expect(body.message).toContain(`not allowed to use search_engine=${search_engine}`);
    }
    expect((await list({ search_engine: 'v3', primary_order: 'false' })).status).toBe(200);
  });

  test('connection keeps the users of that connection, beside a query too', async () => {
    const ids = async (more: Record<string, string>) =>
      ((await list({ connection: 'corp', ...more })).body as unknown as { user_id: string }[]).map((u) => u.user_id);
    expect(await ids({})).toEqual([jane, zoe, mallory]);
    expect(await ids({ q: 'blocked:true' })).toEqual([zoe]);
  });

  test('sorts by columns and attributes; who lacks the attribute comes last', async () => {
    const all = (sort: string, q = '*') => find(q, { sort });
    expect(await all('created_at:1')).toEqual([zoe, mallory, jane, js]);
    expect(await all('created_at:-1', 'identities.connection:corp')).toEqual([jane, mallory, zoe]);
    expect(await all('name:1')).toEqual([jane, js, mallory, zoe]);
    expect(await all('name:-1')).toEqual([zoe, mallory, js, jane]);
    expect(await all('nickname:1')).toEqual([jane, js, zoe, mallory]);
    expect(await all('nickname:1', 'name:*')).toEqual([jane, js, zoe, mallory]);
    expect(await find('*', { sort: 'nickname:-1', per_page: '1', page: '2' })).toEqual([zoe]);
    expect(await find('*', { sort: 'nickname:1', per_page: '3', page: '1' })).toEqual([mallory]);
    expect((await list({ sort: 'identities.access_token:1' })).status).toBe(400);
  });

  test('include_totals counts what the query finds, pages cut it', async () => {
    const q = 'identities.connection:corp';
    const { body } = await list({ q, include_totals: 'true', per_page: '2', page: '1', fields: 'user_id' });
    expect(body).toEqual({ start: 2, limit: 2, length: 1, users: [{ user_id: mallory }], total: 3 });
    const both = { q: 'name:jane* AND app_metadata.plan:gold', include_totals: 'true' };
    expect((await list(both)).body).toMatchObject({ start: 0, length: 1, total: 1 });
    expect((await list({ q: 'NOT name:jane*', include_totals: 'true' })).body).toMatchObject({ total: 2 });
    expect((await list({ q, page: '10', per_page: '100' })).status).toBe(400);
  });

  test('what is changed is found by its new values and not by the old ones, from the next request on', async () => {
    const { store } = broker.app.tenant;
    const known = (await findUser(store.db, mallory))!;
    const changed = { ...known, profile: { name: 'Mal', nickname: 'm' }, appMetadata: { plan: 'lead', seats: 7 } };
    await store.transaction((db) => saveUser(db, known, changed));
    expect(await find('nickname:m AND name:mal AND app_metadata.plan:lead AND app_metadata.seats:[6 TO 8]')).toEqual([
      mallory,
    ]);
    expect(await find('name:mallory')).toEqual([]);
    await store.transaction((db) => saveUser(db, changed, known));
    expect(await find('name:mallory')).toEqual([mallory]);
    expect(await find('app_metadata.plan:lead OR app_metadata.seats:7 OR nickname:m')).toEqual([]);
  });

  test('a sign-in is searchable at once, and the same sign-in again writes no term anew', async () => {
    idp.behave({ user: 'nora' });
    await signIn(broker);
    expect(await find('email:nora@example.com')).toEqual(['oidc|con1|nora']);
    const { db } = broker.app.tenant.store;
    const terms = () =>
      db.selectFrom('user_search_terms').selectAll().where('user_id', '=', 'oidc|con1|nora').execute();
    await db.deleteFrom('user_search_terms').where('user_id', '=', 'oidc|con1|nora').execute();
    await signIn(broker);
    expect(await terms()).toEqual([]);
    await db.deleteFrom('users').where('user_id', '=', 'oidc|con1|nora').execute();
  });
});
