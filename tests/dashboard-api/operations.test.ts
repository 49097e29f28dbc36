import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createKeyring } from '../../src/base/index.ts';
import { endpoints } from '../../src/contract/index.ts';
import { saveSealingNode } from '../../src/storage/index.ts';
import {
  type Broker,
  databaseKinds,
  decodeClaims,
  getManagementToken,
  oidcConnection,
  readManagement,
  signIn as signInUser,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { newKey } from '../keys/set-up.ts';
import { makeFirstAdministrator, signIn, startDashboard, type Visitor } from './set-up.ts';

const person = `/users/${encodeURIComponent('oidc|con1|vera')}`;
const identity = `${person}/identities/oidc/${encodeURIComponent('con1|vera')}`;

describe.each(databaseKinds)('what the dashboard shows, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let admin: Visitor;
  let connectionId: string;

  beforeAll(async () => {
    idp = await startTestIdp();
    broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp)), database });
    admin = await makeFirstAdministrator(broker);
    const { body } = await admin.call('GET', '/v2/connections');
    connectionId = (body as unknown as { id: string }[])[0]!.id;
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  test('the start page knows which steps are done', async () => {
    const before = await admin.call('GET', '/overview');
    expect(before.body).toEqual({
      steps: { connection: true, application: true, sign_in: false, token: false },
      counts: { users: 0, connections: 1, applications: 4, apis: 2 },
      grants: { active: 0, expiring: 0, partial: 0, needs_reauthorization: 0, revoked: 0 },
    });
    idp.behave({ user: 'vera', refreshTokens: 'always' });
    await signInUser(broker);
    // Without a refresh token, and with fewer scopes than were asked for.
    idp.behave({ user: 'max', refreshTokens: 'never', tokenAnswer: { scope: 'openid' } });
    await signInUser(broker, { connection_scope: 'calendar' });
    idp.reset();
    await readManagement(broker, person, await getManagementToken(broker));
    const { body } = await admin.call('GET', '/overview');
    expect(body).toMatchObject({
      steps: { sign_in: true, token: true },
      counts: { users: 2 },
      grants: { active: 1, partial: 1 },
    });
  });

  test('grants are counted as each of them is judged, whatever becomes of them', async () => {
    const judged = async () => {
      const token = await getManagementToken(broker, 'read:users');
      const states: Record<string, number> = {};
      for (const id of ['oidc|con1|vera', 'oidc|con1|max']) {
        const { body } = await readManagement(broker, `/users/${encodeURIComponent(id)}/idp-grants`, token);
        for (const { state } of body as unknown as { state: string }[]) states[state] = (states[state] ?? 0) + 1;
      }
      return states;
    };
    const counted = async () => {
      const { body } = await admin.call('GET', `/connections/${connectionId}/health`);
      return Object.fromEntries(Object.entries(body.counts as object).filter(([, count]) => count > 0));
    };
    expect(await counted()).toEqual(await judged());
    for (let passed = 0; passed < 2; passed += 1) {
      broker.clock.advance(35 * 60_000);
      await signIn(admin, 'ada');
      expect(await counted()).toEqual(await judged());
    }
    expect(await counted()).toEqual({ active: 1, needs_reauthorization: 1 });
    const { body } = await admin.call('GET', `/connections/${connectionId}/health`);
    expect(JSON.stringify(body.findings)).toContain('1 of 2 grants need their users again');
  });

  test('T-B05, T-B06: what is to beware of in where a connection leads is among its findings', async () => {
    const findingsOf = async (strategy: string, options: object) => {
      const body = { name: strategy, strategy, options: { client_id: 'x', client_secret: 'x', ...options } };
      const made = await admin.call('POST', '/v2/connections', { body });
      expect(made.status).toBe(201);
      const path = `/connections/${made.body.id}`;
      const { body: health } = await admin.call('GET', `${path}/health`);
      await admin.call('DELETE', `/v2${path}`);
      return (health.findings as { level: string; text: string }[]).filter(({ level }) => level === 'warning');
    };
    const own = (name: string) => `${idp.url}/${name}`;
    const found = await findingsOf('oidc', { issuer: idp.url, jwks_uri: 'https://evil.example/keys' });
    expect(found.map(({ text }) => text)).toContain('Endpoints lead away from the origin of the issuer: jwks_uri.');
    const nameless = { authorizationURL: own('a'), tokenURL: own('t'), userinfo_endpoint: own('u') };
    expect((await findingsOf('oauth2', nameless)).map(({ text }) => text)).toContain(
      'No issuer tells its answers from those of other connections: use only IdPs you trust.',
    );
    const { body } = await admin.call('GET', `/connections/${connectionId}/health`);
    expect(JSON.stringify(body.findings)).not.toMatch(/issuer/i);
  });

  test('a grant is refreshed at once when somebody asks, and says how it is when it cannot be', async () => {
    const good = await admin.call('POST', `${identity}/refresh`, { body: {} });
    expect(good.body).toMatchObject({ result: 'refreshed', grant: { state: 'active', refreshable: true } });
    expect(idp.requests('token')).toHaveLength(1);
    idp.behave({ faults: { token: { kind: 'error', error: 'temporarily_unavailable', status: 503 } } });
    const down = await admin.call('POST', `${identity}/refresh`, { body: {} });
    expect(down.body).toMatchObject({ result: 'unavailable', grant: { state: 'active', failures: 1 } });
    idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400 } } });
    broker.clock.advance(10 * 60_000);
    const gone = await admin.call('POST', `${identity}/refresh`, { body: {} });
    expect(gone.body).toMatchObject({ result: 'needs_reauthorization', grant: { state: 'needs_reauthorization' } });
    idp.reset();
    for (const path of [`${person}/identities/oidc/nobody/refresh`, '/users/nobody/identities/oidc/x/refresh']) {
      expect((await admin.call('POST', path, { body: {} })).status).toBe(404);
    }
    expect(JSON.stringify([good.body, down.body, gone.body])).not.toMatch(/"(access|refresh|id)_token"/);
  });

  test('activity is counted by day and by connection', async () => {
    idp.behave({ faults: { token: { kind: 'error', error: 'invalid_request', status: 400 } } });
    await signInUser(broker).catch(() => undefined);
    idp.reset();
    const expected = { sign_ins: 2, failed_sign_ins: 1, token_reads: 1, refreshes: 1, failed_refreshes: 2 };
    await vi.waitFor(async () => {
      const { body } = await admin.call('GET', '/activity?days=3');
      const days = body.days as ({ date: string } & typeof expected)[];
      const total = days.reduce<Record<string, number>>((sums, { date: _, ...counts }) => {
        for (const [kind, count] of Object.entries(counts)) sums[kind] = (sums[kind] ?? 0) + count;
        return sums;
      }, {});
      expect(total).toEqual(expected);
      expect(days.map(({ date }) => date)).toEqual(
        [2, 1, 0].map((back) => new Date(broker.clock.now() - back * 86_400_000).toISOString().slice(0, 10)),
      );
      expect(body.connections).toEqual([{ name: 'con1', strategy: 'oidc', ...expected }]);
    }, 8_000);
    expect((await admin.call('GET', '/activity')).body.days).toHaveLength(14);
    expect((await admin.call('GET', '/activity?days=91')).status).toBe(400);
  });

  test('the gallery says of every provider what a connection needs, and the address to register', async () => {
    const { body } = await admin.call('GET', '/providers');
    const list = body as unknown as { strategy: string; callback_url: string; options: { name: string }[] }[];
    expect(list.length).toBeGreaterThan(7);
    for (const { callback_url, options } of list) {
      expect(callback_url).toBe(`${broker.issuer}login/callback`);
      const names = options.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['client_id', 'client_secret']));
    }
  });
});

describe('the API Explorer', () => {
  let broker: Broker;
  let admin: Visitor;

  beforeAll(async () => {
    broker = await startDashboard();
    admin = await makeFirstAdministrator(broker);
  });
  afterAll(() => broker.close());

  test('has a client that may do all but read IdP tokens, made once and not found by its name', async () => {
    const named = { name: 'API Explorer (Test Client)', app_type: 'non_interactive' };
    await admin.call('POST', '/v2/clients', { body: named });
    const first = await admin.call('POST', '/explorer/test-client', { body: {} });
    expect(first.body).toMatchObject({ client_id: 'valetkey-api-explorer', created: true });
    const second = await admin.call('POST', '/explorer/test-client', { body: {} });
    expect(second.body).toMatchObject({ client_id: 'valetkey-api-explorer', created: false });
    const served = new Set(endpoints.flatMap(({ scopes }) => scopes as readonly string[]));
    const missing = [...served].filter((scope) => !(first.body.scopes as string[]).includes(scope));
    expect(missing.filter((scope) => !scope.includes('current_user'))).toEqual(['read:user_idp_tokens']);
  });

  test('gets a token as /oauth/token gives one, that ends when it is wanted to and can be revoked', async () => {
    const { body, status } = await admin.call('POST', '/explorer/token', { body: { lifetime_in_seconds: 300 } });
    expect(status).toBe(200);
    const token = String(body.access_token);
    const claims = decodeClaims(token);
    expect(claims).toMatchObject({
      iss: broker.issuer,
      aud: `${broker.issuer}api/v2/`,
      sub: 'valetkey-api-explorer@clients',
      gty: 'client-credentials',
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300);
    expect(claims.scope).toBe(body.scope);
    expect((await readManagement(broker, '/clients', token)).status).toBe(200);
    await admin.call('POST', '/v2/blacklists/tokens', { body: { jti: claims.jti } });
    expect((await readManagement(broker, '/clients', token)).status).toBe(401);
  });

  test("a token lives an hour at most and no longer than the API's own, and there is none without the client", async () => {
    const management = `/v2/resource-servers/${encodeURIComponent(`${broker.issuer}api/v2/`)}`;
    const setLifetime = (token_lifetime: number) => admin.call('PATCH', management, { body: { token_lifetime } });
    const issue = async (body: object) => (await admin.call('POST', '/explorer/token', { body })).body.expires_in;
    expect(await issue({})).toBe(3_600);
    expect((await setLifetime(600)).status).toBe(200);
    expect([await issue({}), await issue({ lifetime_in_seconds: 900 })]).toEqual([600, 600]);
    await setLifetime(86_400);
    const tooLong = await admin.call('POST', '/explorer/token', { body: { lifetime_in_seconds: 3_601 } });
    expect([tooLong.status, tooLong.body.errorCode]).toEqual([400, 'invalid_body']);
    await admin.call('DELETE', '/v2/clients/valetkey-api-explorer');
    expect((await admin.call('POST', '/explorer/token', { body: {} })).status).toBe(404);
  });

  test('never gets the scope for IdP tokens, though somebody granted it to its client', async () => {
    await admin.call('POST', '/explorer/test-client', { body: {} });
    const { body: grants } = await admin.call('GET', '/v2/client-grants?client_id=valetkey-api-explorer');
    const [grant] = grants as unknown as { id: string; scope: string[] }[];
    const scope = [...grant!.scope, 'read:user_idp_tokens'];
    expect((await admin.call('PATCH', `/v2/client-grants/${grant!.id}`, { body: { scope } })).status).toBe(200);
    const { body } = await admin.call('POST', '/explorer/token', { body: {} });
    expect(String(body.scope)).toContain('read:users');
    expect(String(body.scope)).not.toContain('read:user_idp_tokens');
  });
});

describe.each(databaseKinds)('the keys of the vault, on %s', (database) => {
  test('are listed without the keys themselves, and rotated with progress, once at a time', async () => {
    const [old, next] = [newKey(), newKey()];
    const broker = await startDashboard({ database, keyring: createKeyring(old, [next]) });
    try {
      const admin = await makeFirstAdministrator(broker);
      const { body, text } = await admin.call('GET', '/vault-keys');
      expect(body.keys).toEqual([
        expect.objectContaining({ id: old.id, state: 'active', records: expect.objectContaining({}) }),
        expect.objectContaining({ id: next.id, state: 'known', records: {} }),
      ]);
      for (const { key } of [old, next]) {
        expect(text).not.toContain(key.export().toString('base64'));
        expect(text).not.toContain(key.export().toString('hex'));
      }
      expect((await admin.call('GET', '/vault-keys/rotation')).body.state).toBe('idle');
      const starts = await Promise.all([1, 2].map(() => admin.call('POST', '/vault-keys/rotation', { body: {} })));
      expect(starts.map(({ status }) => status).sort()).toEqual([202, 409]);
      await vi.waitFor(async () => {
        const { body: rotation } = await admin.call('GET', '/vault-keys/rotation');
        expect(rotation).toMatchObject({ state: 'done', key_id: next.id, damaged: 0 });
        expect(rotation.moved).toBeGreaterThan(0);
        expect(rotation.moved).toBe(rotation.total);
      }, 30_000);
      const { body: after } = await admin.call('GET', '/vault-keys');
      expect(after.keys).toEqual([
        expect.objectContaining({ id: old.id, state: 'known', records: {} }),
        expect.objectContaining({ id: next.id, state: 'active' }),
      ]);
    } finally {
      await broker.close();
    }
  });

  test('V-10: a rotation names the nodes that it waits for, and waits for no heartbeat of its own node', async () => {
    const [old, next] = [newKey(), newKey()];
    const broker = await startDashboard({ database, keyring: createKeyring(old, [next]) });
    const { store, clock } = broker.app.tenant;
    const announce = (activeKeyId: string) =>
      saveSealingNode(
        store.db,
        { nodeId: 'other', name: 'other-host/7', keyIds: [old.id, next.id], activeKeyId },
        { lifetime: 45_000, now: clock.now() },
      );
    const rotation = async () => (await admin.call('GET', '/vault-keys/rotation')).body;
    const admin = await makeFirstAdministrator(broker);
    try {
      await announce(old.id);
      await admin.call('POST', '/vault-keys/rotation', { body: {} });
      await vi.waitFor(async () => {
        const { state, waiting_for } = await rotation();
        expect([state, waiting_for]).toEqual(['running', ['other-host/7']]);
      }, 3_000);
      await announce(next.id);
      await vi.waitFor(async () => expect(await rotation()).toMatchObject({ state: 'done', key_id: next.id }), 5_000);
      expect((await rotation()).waiting_for).toBeUndefined();
    } finally {
      await broker.close();
    }
  });
});
