import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type DashboardEndpoint,
  dashboardEndpoints,
  type Endpoint,
  endpoints,
  type Role,
  roles,
  sessionRuleOf,
} from '../../src/contract/index.ts';
import { scopesOfRole } from '../../src/dashboard-api/index.ts';
import {
  type Broker,
  configure,
  getManagementToken,
  m2m,
  oidcConnection,
  readManagement,
  signIn as signInUser,
  startBroker,
  tenantFile,
  tokensAsAuth0,
} from '../broker/index.ts';
import { fillPath } from '../every-route/routes.ts';
import { send } from '../every-route/send.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { makeAdministrator, makeFirstAdministrator, type Visitor } from './set-up.ts';

let idp: TestIdp;
let broker: Broker;
const visitors = new Map<Role, Visitor>();
/** What the IdP gave for the user. */
let idpTokens: string[];
const person = `/users/${encodeURIComponent('oidc|con1|vera')}`;
const idpSecret = 'idp-client-secret-MARKER-5e1f';

beforeAll(async () => {
  idp = await startTestIdp({ clientSecret: idpSecret });
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)) });
  idp.behave({ user: 'vera', refreshTokens: 'always' });
  await signInUser(broker);
  await configure(broker.app, tokensAsAuth0);
  const { body } = await readManagement(broker, person, await getManagementToken(broker));
  const [identity] = body.identities as { access_token: string; refresh_token: string }[];
  idpTokens = [identity!.access_token, identity!.refresh_token];
  const admin = await makeFirstAdministrator(broker);
  visitors.set('admin', admin);
  for (const role of roles.slice(1)) visitors.set(role, await makeAdministrator(admin, broker, role, role));
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

const all: readonly Endpoint[] = endpoints;
const own: readonly DashboardEndpoint[] = dashboardEndpoints;
const named = <E extends { method: string; path: string }>(list: readonly E[]) =>
  list.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const);

/** Without a body that fits: who may ask is told that, and nothing is changed. */
const ask = (role: Role, prefix: string, { method, path }: { method: string; path: string }) =>
  visitors.get(role)!.call(method, `${prefix}${fillPath(path)}?no_such_parameter=1`);

describe.each(roles)('%s', (role) => {
  test.each(named(all))(
    'Management API, %s: let in by the scopes of the role, and only by them',
    async (_, endpoint) => {
      const hasScope = endpoint.scopes.some((scope) => scopesOfRole(role).has(scope));
      const isNamed = sessionRuleOf(endpoint).roles?.includes(role) ?? true;
      const { status, body } = await ask(role, '/v2', endpoint);
      if (hasScope && isNamed) expect(status).not.toBe(403);
      else expect([status, body.errorCode]).toEqual([403, hasScope ? 'role_insufficient' : 'insufficient_scope']);
      expect(status).not.toBe(401);
      expect(status).toBeLessThan(500);
    },
  );

  test.each(named(own.filter(({ path }) => path !== '/session')))(
    'dashboard API, %s: let in where the role is named, and only there',
    async (_, endpoint) => {
      const { access } = endpoint;
      const mayAsk = typeof access === 'string' || access.includes(role);
      const { status, body } = await ask(role, '', endpoint);
      if (mayAsk) expect(body.errorCode).not.toBe('role_insufficient');
      else expect([status, body.errorCode]).toEqual([403, 'role_insufficient']);
      expect(status).not.toBe(401);
      expect(status).toBeLessThan(500);
    },
  );
});

const nobody: readonly (readonly [string, string, { method: string; path: string }])[] = [
  ...named(all).map(([name, endpoint]) => [name, '/v2', endpoint] as const),
  ...named(own.filter(({ access }) => access !== 'anyone')).map(([name, endpoint]) => [name, '', endpoint] as const),
];

test.each(nobody)('nobody without a session asks for %s', async (_name, prefix, { method, path }) => {
  const visitor = visitors.get('admin')!;
  const { status, body } = await visitor.call(method, `${prefix}${fillPath(path)}`, { bare: true });
  expect([status, body.errorCode]).toEqual([401, 'session_required']);
});

test('what each role may do, in words', () => {
  const scopes = (role: Role) => [...scopesOfRole(role)];
  for (const role of roles) {
    expect(scopes(role)).not.toContain('read:user_idp_tokens');
    expect(scopes(role).filter((scope) => scope.includes('current_user'))).toEqual([]);
  }
  expect(scopes('editor').filter((scope) => /:(signing_keys|tenant_settings)$/.test(scope))).toEqual([
    'read:signing_keys',
    'read:tenant_settings',
  ]);
  expect(scopes('viewer').every((scope) => scope.startsWith('read:'))).toBe(true);
  for (const role of ['viewer', 'support'] as const) {
    expect(scopes(role)).not.toContain('read:client_keys');
    expect(scopes(role)).not.toContain('read:connections_options');
  }
  expect(scopes('support').filter((scope) => !scope.startsWith('read:'))).toEqual([
    'create:user_tickets',
    'delete:refresh_tokens',
    'delete:sessions',
  ]);
});

test.each(['viewer', 'support'] as const)(
  '%s carries no users away in a file, also not one that is made',
  async (role) => {
    const refused = await visitors.get(role)!.call('POST', '/v2/jobs/users-exports', { body: {} });
    expect([refused.status, refused.body.errorCode]).toEqual([403, 'role_insufficient']);
    const made = await visitors.get('editor')!.call('POST', '/v2/jobs/users-exports', { body: {} });
    expect(made.status).toBe(200);
    const path = `/v2/jobs/${made.body.id}`;
    expect((await visitors.get('editor')!.call('GET', path)).status).toBe(200);
    expect((await visitors.get(role)!.call('GET', path)).status).toBe(403);
  },
);

test('support ends refresh tokens of a user, and not those of everybody at once', async () => {
  const support = visitors.get('support')!;
  const all = await support.call('POST', '/v2/refresh-tokens/revoke', { body: { client_id: 'web' } });
  expect([all.status, all.body.errorCode]).toEqual([403, 'role_insufficient']);
  expect((await support.call('DELETE', `/v2${person}/refresh-tokens`)).status).toBe(202);
});

/** Every GET, with ids that are there. */
async function readEverything(role: Role): Promise<string> {
  const visitor = visitors.get(role)!;
  const { body } = await visitors.get('admin')!.call('GET', '/v2/connections');
  const [connection] = body as unknown as { id: string }[];
  const ids: Record<string, string> = {
    '/users': 'oidc|con1|vera',
    '/clients': m2m.id,
    '/connections': connection!.id,
  };
  const fill = (path: string) => {
    const id = Object.entries(ids).find(([start]) => path.startsWith(`${start}/`))?.[1] ?? 'x';
    return fillPath(path, encodeURIComponent(id));
  };
  const texts: string[] = [];
  for (const { method, path } of all) {
    if (method === 'GET') texts.push((await visitor.call('GET', `/v2${fill(path)}`)).text);
  }
  for (const { method, path } of own) {
    if (method === 'GET') texts.push((await visitor.call('GET', fill(path))).text);
  }
  return texts.join('\n');
}

test.each(roles)(
  'T-E11: no token of an IdP is in anything that %s can read, and secrets only where the role may',
  async (role) => {
    const text = await readEverything(role);
    expect(text).toContain('vera');
    for (const token of idpTokens) {
      expect(token.length).toBeGreaterThan(10);
      expect(text).not.toContain(token);
    }
    // A backend that may read IdP tokens may do more than an editor: its secret is not an editor's to see.
    expect(text.includes(m2m.secret)).toBe(role === 'admin');
    expect(text.includes(idpSecret)).toBe(role === 'admin' || role === 'editor');
  },
);

test('T-E11: a browser that holds a token of the Management API is given no token of an IdP', async () => {
  const authorization = `Bearer ${await getManagementToken(broker)}`;
  const read = (path: string, more: Record<string, string> = {}) =>
    send(broker.url, `/api/v2${path}`, { method: 'GET', headers: { authorization, ...more } });
  expect((await read(person)).text).toContain(idpTokens[0]);
  for (const path of [person, '/users', '/users-by-email?email=vera@example.com']) {
    for (const site of ['same-origin', 'same-site', 'cross-site', 'none']) {
      const { status, text } = await read(path, { 'sec-fetch-site': site });
      expect(status).toBe(200);
      expect(text).toContain('identities');
      for (const token of idpTokens) expect(text).not.toContain(token);
    }
  }
});

test('what is done in the dashboard stands in the tenant log with who did it', async () => {
  const editor = visitors.get('editor')!;
  const { body: session } = await editor.call('GET', '/session');
  expect((await editor.call('POST', '/v2/clients', { body: { name: 'made by the editor' } })).status).toBe(201);
  await broker.app.tenantLog.flush();
  const { body } = await visitors.get('viewer')!.call('GET', '/v2/logs?q=type:sapi&per_page=5');
  expect(body).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        details: expect.objectContaining({
          administrator_id: (session.administrator as { id: string }).id,
          request: expect.objectContaining({ method: 'POST', path: '/api/v2/clients', channel: 'dashboard' }),
        }),
      }),
    ]),
  );
});
