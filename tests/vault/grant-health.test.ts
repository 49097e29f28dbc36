import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Broker,
  createTestClock,
  databaseKinds,
  decodeClaims,
  getManagementToken,
  getTokens,
  oidcConnection,
  readManagement,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

describe.each(databaseKinds)('the health of a grant can be read without any secret, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let management: string;
  let people = 0;

  beforeAll(async () => {
    const clock = createTestClock();
    idp = await startTestIdp({ clock });
    broker = await startBroker({ database, clock, tenant: tenantFile(oidcConnection('con1', idp)) });
    management = await getManagementToken(broker, 'read:users');
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });
  beforeEach(() => {
    idp.reset();
    idp.behave({ refreshTokens: 'always', accessTokenLifetime: 600 });
  });

  async function newUser(parameters: Record<string, string> = {}): Promise<string> {
    people += 1;
    idp.behave({ user: `health-${database}-${people}` });
    const { id_token } = await getTokens(broker, { prompt: 'login', ...parameters });
    return String(decodeClaims(id_token).sub);
  }

  async function health(userId: string): Promise<Record<string, unknown>> {
    const { status, body } = await readManagement(
      broker,
      `/users/${encodeURIComponent(userId)}/idp-grants`,
      management,
    );
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toMatch(/"access_token"|"refresh_token"/);
    return (body as unknown as Record<string, unknown>[])[0] ?? {};
  }

  async function readTokens(userId: string): Promise<void> {
    const token = await getManagementToken(broker);
    await readManagement(broker, `/users/${encodeURIComponent(userId)}`, token);
  }

  test('a grant with a refresh token is active, also when its access token is dead', async () => {
    const user = await newUser();
    expect(await health(user)).toMatchObject({ state: 'active', refreshable: true, failures: 0, connection: 'con1' });
    broker.clock.advance(900_000);
    expect((await health(user)).state).toBe('active');
    await readTokens(user);
    expect(await health(user)).toHaveProperty('last_refreshed_at');
  });

  test('without a refresh token it expires, and then needs the user', async () => {
    idp.behave({ refreshTokens: 'never' });
    const user = await newUser();
    expect((await health(user)).state).toBe('active');
    broker.clock.advance(400_000);
    expect(await health(user)).toMatchObject({ state: 'expiring', reason: 'no_refresh_token' });
    broker.clock.advance(400_000);
    expect(await health(user)).toMatchObject({ state: 'needs_reauthorization', reason: 'expired' });
  });

  test('requested, granted and missing scopes stand apart: partial', async () => {
    idp.behave({ tokenAnswer: { scope: 'openid profile' } });
    const user = await newUser({ connection_scope: 'calendar,files' });
    const { state, scopes } = await health(user);
    expect(state).toBe('partial');
    expect(scopes).toMatchObject({ granted: ['openid', 'profile'], missing: ['calendar', 'files'] });
  });

  test('CL-16: a broken grant says since when and why, and a sign-in mends it', async () => {
    const user = await newUser();
    broker.clock.advance(900_000);
    idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400 } } });
    await readTokens(user);
    expect(await health(user)).toMatchObject({ state: 'needs_reauthorization', reason: 'invalid_grant' });
    expect(await health(user)).toHaveProperty('since');
    idp.behave({ faults: {} });
    await getTokens(broker, { prompt: 'login' });
    expect((await health(user)).state).toBe('active');
  });

  test('passing failures are counted, with the time of the next try', async () => {
    const user = await newUser();
    broker.clock.advance(900_000);
    idp.behave({ faults: { token: { kind: 'answer', status: 503 } } });
    await readTokens(user);
    expect(await health(user)).toMatchObject({ state: 'active', failures: 1 });
    expect(await health(user)).toHaveProperty('retry_at');
  });

  test('an unknown user is 404', async () => {
    const { status } = await readManagement(broker, '/users/oidc%7Cnobody/idp-grants', management);
    expect(status).toBe(404);
  });
});
