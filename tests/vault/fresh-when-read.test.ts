import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Broker,
  configure,
  createTestClock,
  databaseKinds,
  decodeClaims,
  getManagementToken,
  getTokens,
  oidcConnection,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

type Json = Record<string, unknown>;

describe.each(databaseKinds)('an IdP token is fresh when it is read, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let management: string;
  let people = 0;

  beforeAll(async () => {
    const clock = createTestClock();
    idp = await startTestIdp({ clock });
    broker = await startBroker({ database, clock, tenant: tenantFile(oidcConnection('con1', idp)) });
    management = await getManagementToken(broker);
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });
  beforeEach(() => {
    idp.reset();
    idp.behave({ rotate: true, refreshTokens: 'always', accessTokenLifetime: 600 });
  });

  async function newUser(): Promise<string> {
    people += 1;
    idp.behave({ user: `user-${database}-${people}` });
    const { id_token } = await getTokens(broker, { prompt: 'login' });
    return String(decodeClaims(id_token).sub);
  }

  async function read(
    userId: string,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; identity: Json }> {
    const response = await fetch(`${broker.url}/api/v2/users/${encodeURIComponent(userId)}`, {
      headers: { authorization: `Bearer ${management}`, ...headers },
    });
    const body = (await response.json()) as Json;
    return { status: response.status, identity: ((body.identities ?? []) as Json[])[0] ?? body };
  }

  const refreshes = () => idp.requests('token').filter((request) => request.params.grant_type === 'refresh_token');

  test('a token with enough life is served as it is, and expires_in counts down', async () => {
    const user = await newUser();
    broker.clock.advance(100_000);
    const { identity } = await read(user);
    expect(identity.expires_in).toBeGreaterThanOrEqual(499);
    expect(identity.expires_in).toBeLessThanOrEqual(500);
    expect(refreshes()).toHaveLength(0);
  });

  test('T-E08: a token with too little life is refreshed before the answer, once', async () => {
    const user = await newUser();
    const before = (await read(user)).identity.access_token;
    broker.clock.advance(560_000);
    const { identity } = await read(user);
    expect(identity.access_token).not.toBe(before);
    expect(identity.expires_in).toBeGreaterThan(590);
    expect(refreshes()).toHaveLength(1);
    expect((await read(user)).identity.access_token).toBe(identity.access_token);
    expect(refreshes()).toHaveLength(1);
  });

  test('R-20: fifty readers at once cause one refresh, and all get its token', async () => {
    const user = await newUser();
    broker.clock.advance(700_000);
    const answers = await Promise.all(Array.from({ length: 50 }, () => read(user)));
    expect(new Set(answers.map(({ identity }) => identity.access_token)).size).toBe(1);
    expect(answers.every(({ identity }) => typeof identity.access_token === 'string')).toBe(true);
    expect(refreshes()).toHaveLength(1);
  });

  test('a reader may ask for more life, but not for more than the IdP gives', async () => {
    const user = await newUser();
    broker.clock.advance(100_000);
    expect((await read(user, { 'valetkey-minimum-life': '520' })).identity.expires_in).toBeGreaterThan(590);
    await read(user, { 'valetkey-minimum-life': '99999' });
    await read(user, { 'valetkey-minimum-life': '99999' });
    expect(refreshes()).toHaveLength(1);
    expect((await read(user, { 'valetkey-minimum-life': 'soon' })).status).toBe(400);
  });

  test('as-auth0 answers with the stored token and the IdP’s own expires_in, dead or alive', async () => {
    const user = await newUser();
    const { identity: first } = await read(user);
    broker.clock.advance(10_000_000);
    const { identity } = await read(user, { 'valetkey-idp-tokens': 'as-auth0' });
    expect(identity).toMatchObject({ access_token: first.access_token, expires_in: 600 });
    expect(identity).not.toHaveProperty('token_problem');
    expect(refreshes()).toHaveLength(0);
  });

  test('lists and look-ups by e-mail never call an IdP', async () => {
    await newUser();
    broker.clock.advance(700_000);
    for (const path of ['/users', '/users-by-email?email=nobody%40example.com']) {
      await fetch(`${broker.url}/api/v2${path}`, { headers: { authorization: `Bearer ${management}` } });
    }
    expect(refreshes()).toHaveLength(0);
  });

  test('CL-16: invalid_grant ends the grant, without another call and without a dead token', async () => {
    const user = await newUser();
    broker.clock.advance(700_000);
    idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400 } } });
    const { identity } = await read(user);
    expect(identity).not.toHaveProperty('access_token');
    expect(identity.token_problem).toEqual({ state: 'needs_reauthorization', reason: 'invalid_grant' });
    idp.behave({ faults: {} });
    await read(user);
    expect(refreshes()).toHaveLength(1);
  });

  test.each([
    ['a server error', { kind: 'answer', status: 503 } as const],
    ['rate limiting', { kind: 'answer', status: 429, headers: { 'retry-after': '120' } } as const],
    ['HTML', { kind: 'html' } as const],
    ['nothing', { kind: 'empty' } as const],
    ['a reset', { kind: 'reset' } as const],
    ['invalid_grant with a server error', { kind: 'error', error: 'invalid_grant', status: 500 } as const],
  ])(
    'CL-16: %s destroys nothing: the stored token is served while it lives, and the IdP left alone',
    async (_what, fault) => {
      const user = await newUser();
      const { access_token } = (await read(user)).identity;
      broker.clock.advance(560_000);
      idp.behave({ faults: { token: fault } });
      expect((await read(user)).identity.access_token).toBe(access_token);
      expect((await read(user)).identity.access_token).toBe(access_token);
      expect(refreshes()).toHaveLength(1);
      broker.clock.advance(60_000);
      const dead = (await read(user)).identity;
      expect(dead.token_problem).toEqual({ state: 'unavailable', reason: 'idp_unavailable' });
      idp.behave({ faults: {} });
      broker.clock.advance(600_000);
      expect((await read(user)).identity.access_token).toBeTypeOf('string');
    },
  );

  test('T-E20: after the connection was pointed elsewhere, the refresh token goes nowhere', async () => {
    const elsewhere = await startTestIdp();
    const local = await startBroker({ database, clock: broker.clock, tenant: tenantFile(oidcConnection('con1', idp)) });
    try {
      const { id_token } = await getTokens(local);
      await configure(local.app, tenantFile(oidcConnection('con1', elsewhere)));
      local.clock.advance(700_000);
      const token = await getManagementToken(local);
      const response = await fetch(
        `${local.url}/api/v2/users/${encodeURIComponent(String(decodeClaims(id_token).sub))}`,
        { headers: { authorization: `Bearer ${token}` } },
      );
      const body = (await response.json()) as { identities: Json[] };
      expect(body.identities[0]?.token_problem).toEqual({
        state: 'needs_reauthorization',
        reason: 'connection_changed',
      });
      expect(elsewhere.log).toEqual([]);
      expect(refreshes()).toHaveLength(0);
    } finally {
      await local.close();
      await elsewhere.close();
    }
  });

  test('a narrower sign-in leaves the wider grant, and a wider one replaces it', async () => {
    const user = await newUser();
    const wide = (await read(user)).identity.access_token;
    idp.behave({ tokenAnswer: { scope: 'openid' } });
    await getTokens(broker, { prompt: 'login' });
    expect((await read(user)).identity.access_token).toBe(wide);
    idp.behave({ tokenAnswer: { scope: 'openid profile email more' } });
    await getTokens(broker, { prompt: 'login' });
    expect((await read(user)).identity.access_token).not.toBe(wide);
  });
});
