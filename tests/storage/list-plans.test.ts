import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { absentEndpoints, type Endpoint, endpoints } from '../../src/contract/index.ts';
import {
  type Broker,
  createBrowser,
  databaseKinds,
  getTokens,
  oidcConnection,
  type RecordedQuery,
  recordQueries,
} from '../broker/index.ts';
import { type Configured, startConfigured } from '../configuration/set-up.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { openPlanReader, type PlanReader } from './find-scans.ts';

const user = 'oidc|con1|vera';

/** Read whole, and why that stays cheap however many users there are. */
const small: Readonly<Record<string, string>> = {
  tenant: 'one row',
  clients: 'configuration: as many as the operator has applications',
  client_grants: 'configuration',
  client_credentials: 'configuration',
  connections: 'configuration',
  connection_clients: 'configuration',
  resource_servers: 'configuration',
  signing_keys: 'a handful, old ones are removed',
  sealing_keys: 'a handful',
  sealing_nodes: 'as many as there are nodes',
  forgotten_connections: 'configuration',
  webhooks: 'ten at most',
};

/** Queries that may read much, and why they may. */
const allowed: readonly (readonly [query: RegExp, reason: string])[] = [
  [
    / from users as u where | as p\) as "c0"/,
    'searches: on a thread or connections of their own, ended after two seconds',
  ],
  [
    /^select count\(\*\) as "count" from "users"$/,
    'include_totals over everybody counts everybody, along the smallest index',
  ],
  [/^select count\(\*\) as "count" from "user_grants" where 1 = 1$/, 'the same, of all consents'],
];

/** A value for every parameter that chooses or orders; what is not here has no effect on a query. */
const samples: Readonly<Record<string, readonly string[]>> = {
  page: ['1'],
  per_page: ['2'],
  include_totals: ['true'],
  take: ['1'],
  q: ['email:"vera@example.com"', 'name:us*', 'type:s', 'user_id:"oidc|con1|vera" AND type:ss', 'client_id:web'],
  sort: ['created_at:-1', 'email:1', 'last_login:-1', 'date:1'],
  connection: ['con1'],
  user_id: [user],
  client_id: ['web'],
  audience: ['https://api.example.com/'],
  state: ['pending', 'delivered', 'failed'],
  reason: ['invalid_grant'],
  fingerprint: ['x'.repeat(43)],
  since: ['2020-01-01'],
  until: ['2100-01-01'],
  email: ['vera@example.com'],
  identifier: ['vera@example.com'],
  type: ['public_key', 'rotating_refresh_token', 'refresh_token'],
  is_first_party: ['true'],
  app_type: ['spa'],
  subject_type: ['user'],
  strategy: ['oidc'],
  name: ['con1'],
  identifiers: ['https://api.example.com/'],
};

/** No parameter, each alone, and each beside each other. */
function queriesOf({ query }: Endpoint): string[] {
  const names = query instanceof z.ZodObject ? Object.keys(query.shape) : [];
  const pairs = names.flatMap((name) => (samples[name] ?? []).map((value) => [name, value] as const));
  const together = pairs.flatMap((one, index) =>
    pairs.slice(index + 1).flatMap((other) => (other[0] === one[0] ? [] : [[one, other]])),
  );
  const all = [...pairs.map((pair) => [pair]), ...together];
  return [
    '',
    ...all.map((some) => `?${some.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`),
  ];
}

const absent = new Set<string>(absentEndpoints.map(({ endpoint }) => endpoint.path));
const reading = endpoints.filter(({ method, path }) => method === 'GET' && !absent.has(path));

describe.each(databaseKinds)('the queries of every operation that reads, on %s', (database) => {
  let idp: TestIdp;
  let api: Configured;
  let broker: Broker;
  let recorder: ReturnType<typeof recordQueries>;
  let plans: PlanReader;

  beforeAll(async () => {
    recorder = recordQueries();
    idp = await startTestIdp();
    api = await startConfigured(oidcConnection('con1', idp), { database });
    broker = api.broker;
    for (const login_hint of ['vera', 'max']) {
      await getTokens(broker, { login_hint, scope: 'openid offline_access' }, createBrowser());
    }
    plans = await openPlanReader(broker.config.databaseUrl);
  });
  afterAll(async () => {
    await plans.close();
    await broker.close();
    await idp.close();
    recorder.stop();
  });

  const ids: Readonly<Record<string, string>> = { '/users/': user, '/clients/': 'web' };
  const fill = (path: string) => {
    const [, id] = Object.entries(ids).find(([start]) => path.startsWith(start)) ?? [];
    return path.replaceAll(/\{\w+\}/g, encodeURIComponent(id ?? 'nothing'));
  };

  /** Each text of a query once, with the values that it came with. */
  async function queriesFor(address: string): Promise<{ status: number; queries: RecordedQuery[] }> {
    const from = recorder.queries.length;
    const { status, body } = await api.send('GET', address);
    // A list that goes on is read on from where it stopped.
    const next = typeof body === 'object' ? body.next : undefined;
    if (next !== undefined) await api.send('GET', `${address}${address.includes('?') ? '&' : '?'}from=${String(next)}`);
    const made = recorder.queries.slice(from).filter(({ sql }) => /^(?:select|with) .* from /s.test(sql));
    return { status, queries: made };
  }

  test.each(reading.map((endpoint) => [endpoint.path, endpoint] as const))(
    '%s reads no table whole that grows with users',
    async (path, endpoint) => {
      const seen = new Map<string, RecordedQuery>();
      const statuses = new Set<number>();
      for (const query of queriesOf(endpoint)) {
        const { status, queries } = await queriesFor(fill(path) + query);
        statuses.add(status);
        for (const one of queries) seen.set(one.sql, one);
      }
      expect([...statuses].filter((status) => status >= 500)).toEqual([]);
      expect(path.includes('{') || statuses.has(200)).toBe(true);
      const scans = [];
      for (const query of seen.values()) scans.push(...(await plans.findScans(query)));
      const isAllowed = (sql: string) => allowed.some(([query]) => query.test(sql));
      expect(scans.filter(({ table, sql }) => small[table] === undefined && !isAllowed(sql))).toEqual([]);
    },
  );
});
