import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type DashboardEndpoint,
  dashboardEndpoints,
  type Endpoint,
  endpoints,
  rolesByOperation,
  sessionRuleOf,
  withoutReauthentication,
} from '../../src/contract/index.ts';
import { type Broker, m2m } from '../broker/index.ts';
import { fillPath } from '../every-route/routes.ts';
import { makeFirstAdministrator, password, startDashboard, type Visitor } from './set-up.ts';

const management: readonly Endpoint[] = endpoints;
const own: readonly DashboardEndpoint[] = dashboardEndpoints;

/** Every operation that a session reaches, with what its table says. */
const operations = [
  ...management
    // Scopes that only users have: no role is let in.
    .filter(({ scopes }) => !scopes.every((scope) => scope.includes(':current_user')))
    .filter(({ operationId }) => operationId !== 'post_device-credentials')
    .map((endpoint) => ({ endpoint, prefix: '/v2', asked: sessionRuleOf(endpoint).needsReauthentication })),
  ...own.map((endpoint) => ({ endpoint, prefix: '', asked: endpoint.needsReauthentication === true })),
].map(({ endpoint: { method, path }, prefix, asked }) => ({ name: `${method} ${prefix}${path}`, method, asked }));

describe('a password that was shown ten minutes ago', () => {
  let broker: Broker;
  let admin: Visitor;
  beforeAll(async () => {
    broker = await startDashboard();
    admin = await makeFirstAdministrator(broker);
    broker.clock.advance(10 * 60_000);
  });
  afterAll(() => broker.close());

  test.each(operations.filter(({ name }) => !name.endsWith(' /session')))(
    '$name wants it again where the table says so, and only there',
    async ({ name, method, asked }) => {
      const path = fillPath(name.slice(method.length + 1));
      // Nothing is changed by those that are let in.
      const { status, body } = await admin.call(method, `${path}?no_such_parameter=1`);
      expect(body.errorCode === 'reauthentication_required').toBe(asked);
      if (asked) expect(status).toBe(403);
    },
  );

  test('no credential is made, shown anew or pointed elsewhere, and no user carried away, without it', async () => {
    const acts = [
      ['POST', '/v2/clients', { name: 'new', app_type: 'non_interactive' }],
      ['PATCH', '/v2/clients/web', { callbacks: ['https://elsewhere.example/cb'] }],
      ['POST', '/v2/clients/web/rotate-secret', {}],
      ['POST', '/v2/client-grants', { client_id: 'web', audience: `${broker.issuer}api/v2/`, scope: ['read:users'] }],
      ['POST', '/v2/connections', { name: 'new', strategy: 'github', options: {} }],
      ['PATCH', '/v2/resource-servers/x', { token_lifetime: 2_592_000 }],
      ['PATCH', '/v2/tenants/settings', { friendly_name: 'Other' }],
      ['POST', '/v2/idp-token-reads/revoke', { client_id: 'web', since: '2020-01-01' }],
      ['POST', '/v2/jobs/users-exports', {}],
      ['POST', '/explorer/test-client', {}],
      ['POST', '/explorer/token', {}],
      ['POST', '/invitations', { role: 'admin' }],
    ] as const;
    for (const [method, path, body] of acts) {
      const { status, body: answer } = await admin.call(method, path, { body });
      expect([path, status, answer.errorCode]).toEqual([path, 403, 'reauthentication_required']);
    }
  });
});

test('the secret of a client is shown as long as nobody would be asked again, and after that in no answer', async () => {
  const broker = await startDashboard();
  try {
    const admin = await makeFirstAdministrator(broker);
    const readAll = async () => {
      const paths = [`/v2/clients/${m2m.id}`, '/v2/clients', '/v2/clients?include_totals=true'];
      return Promise.all(paths.map(async (path) => (await admin.call('GET', path)).text.includes(m2m.secret)));
    };
    expect(await readAll()).toEqual([true, true, true]);
    broker.clock.advance(10 * 60_000);
    expect(await readAll()).toEqual([false, false, false]);
    expect((await admin.call('GET', `/v2/clients/${m2m.id}`)).body.client_id).toBe(m2m.id);
    await admin.call('POST', '/session/reauthentication', { body: { password } });
    expect(await readAll()).toEqual([true, true, true]);
  } finally {
    await broker.close();
  }
});

test('the tables name only what is served and what they are about', () => {
  const methods = new Map(management.map(({ operationId, method }) => [operationId, method]));
  for (const id of rolesByOperation.keys()) expect(methods.has(id), id).toBe(true);
  for (const id of withoutReauthentication) expect(['POST', 'PATCH', 'PUT', 'DELETE'], id).toContain(methods.get(id));
});

test('in the dashboard API these changes are let be, and no others', () => {
  const free = own.filter(({ method, needsReauthentication }) => method !== 'GET' && !needsReauthentication);
  expect(free.map(({ operationId }) => operationId).sort()).toEqual([
    // Signing in and out, and showing the password again.
    ...['delete_dashboard_session'],
    // Takes something away.
    ...['delete_invitations_by_id'],
    // Tries a connection, which makes no user and keeps no token.
    ...['post_connections_tries'],
    ...['post_dashboard_session', 'post_dashboard_session_passkey', 'post_dashboard_session_passkey_options'],
    ...['post_dashboard_session_reauthentication', 'post_dashboard_session_reauthentication_options'],
    // For who has a link and no session.
    ...['post_invitations_accept', 'post_invitations_accept_passkey', 'post_invitations_inspect'],
    ...['post_invitations_passkey_options'],
    // Uses a token in the server for one user, and shows none.
    ...['post_users_identities_call', 'post_users_identities_refresh'],
  ]);
});
