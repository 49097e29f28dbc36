import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IdpSignIn } from '../../src/idp-client/index.ts';
import { findConnection } from '../../src/tenant/index.ts';
import { signIn } from '../../src/users/index.ts';
import { refreshIdle } from '../../src/vault/index.ts';
import {
  type Broker,
  configure,
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
import { createFrozenClock } from './set-up.ts';

const day = 86_400_000;
const keptAlive = '    idp_tokens: { keep_alive_days: 30 }\n';

describe.each(databaseKinds)('keep-alive, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let people = 0;

  const tenant = (first = keptAlive) =>
    tenantFile(oidcConnection('con1', idp, '[web]', first) + oidcConnection('con2', idp, '[web]'));

  beforeAll(async () => {
    const clock = createFrozenClock();
    idp = await startTestIdp({ clock });
    broker = await startBroker({ database, clock, tenant: tenant() });
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });
  beforeEach(async () => {
    idp.reset();
    idp.behave({ refreshTokens: 'always', rotate: true, accessTokenLifetime: 600 });
    // What the tests before left is fresh again, so that it is not idle in this one.
    await configure(broker.app, tenant());
    await broker.app.tenant.store.db
      .updateTable('idp_tokens')
      .set({ health: 'ok', idle_since: broker.clock.now() + 1000 * day })
      .execute();
  });

  async function signInAs(person: string, connection: string): Promise<string> {
    idp.behave({ user: person });
    const { id_token } = await getTokens(broker, { prompt: 'login', connection });
    return String(decodeClaims(id_token).sub);
  }
  async function newUser(connection = 'con1'): Promise<string> {
    people += 1;
    return signInAs(`idle-${people}`, connection);
  }
  async function health(userId: string): Promise<Record<string, unknown>> {
    const token = await getManagementToken(broker, 'read:users');
    const { body } = await readManagement(broker, `/users/${encodeURIComponent(userId)}/idp-grants`, token);
    return (body as unknown as Record<string, unknown>[])[0] ?? {};
  }
  const refreshes = () =>
    idp
      .requests('token')
      .filter(({ params }) => params.grant_type === 'refresh_token')
      .map(({ params }) => params.refresh_token);
  const keepAlive = () => broker.app.keepAlive.run();

  test('exactly the idle grants of connections that want it are refreshed, once', async () => {
    const idle = [await newUser(), await newUser()];
    const elsewhere = await newUser('con2');
    broker.clock.advance(20 * day);
    const younger = await newUser();
    broker.clock.advance(10 * day + 1000);
    await keepAlive();
    await keepAlive();
    expect(refreshes()).toHaveLength(2);
    for (const user of idle) expect(await health(user)).toHaveProperty('last_refreshed_at');
    for (const user of [elsewhere, younger]) expect(await health(user)).not.toHaveProperty('last_refreshed_at');
    broker.clock.advance(20 * day);
    await keepAlive();
    expect(refreshes()).toHaveLength(3);
    expect(await health(younger)).toHaveProperty('last_refreshed_at');
    broker.clock.advance(10 * day + 1000);
    await keepAlive();
    expect(refreshes()).toHaveLength(5);
    expect(new Set(refreshes()).size).toBe(5);
  });

  test('a sign-in without a new refresh token leaves the old one as idle as it was', async () => {
    const person = `idle-${people + 1}`;
    await newUser();
    broker.clock.advance(29 * day);
    idp.behave({ refreshTokens: 'never' });
    await signInAs(person, 'con1');
    broker.clock.advance(2 * day);
    await keepAlive();
    expect(refreshes()).toHaveLength(1);
  });

  test('a sign-in that brings a refresh token, and a read that refreshes, end the idleness', async () => {
    const person = `idle-${people + 1}`;
    await newUser();
    const reader = await newUser();
    broker.clock.advance(29 * day);
    await signInAs(person, 'con1');
    const token = await getManagementToken(broker);
    await readManagement(broker, `/users/${encodeURIComponent(reader)}`, token);
    expect(refreshes()).toHaveLength(1);
    broker.clock.advance(2 * day);
    await keepAlive();
    expect(refreshes()).toHaveLength(1);
  });

  test('several nodes at once refresh each idle grant once', async () => {
    for (let count = 0; count < 5; count += 1) await newUser();
    broker.clock.advance(31 * day);
    const { vault } = broker.app;
    const counts = await Promise.all([refreshIdle(vault), refreshIdle(vault), refreshIdle(vault)]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(refreshes()).toHaveLength(5);
  });

  /** Many at once, by the function that a sign-in calls. */
  async function seed(count: number): Promise<void> {
    const { vault, tenant: of } = broker.app;
    const connection = (await findConnection(of, 'con1'))!;
    await of.store.transaction(async (db) => {
      for (let number = 0; number < count; number += 1) {
        people += 1;
        const subject = `seeded-${people}`;
        const scopesGranted = ['openid'];
        const times = { expiresIn: 600, receivedAt: broker.clock.now() + number };
        const tokens = { accessToken: subject, refreshToken: subject, tokenType: 'Bearer', scopesGranted, ...times };
        const profile = { name: subject };
        const answer = { tokens, profile, subject, issuer: idp.url, raw: { extra: {} } } as IdpSignIn;
        await signIn(vault, db, { connection, answer, scopesRequested: scopesGranted, ip: undefined });
      }
    });
  }

  test('a round is bounded: sixty of many, the longest idle first', async () => {
    await seed(70);
    broker.clock.advance(31 * day);
    const body = JSON.stringify({ access_token: 'fresh', token_type: 'Bearer', expires_in: 600 });
    idp.behave({ faults: { token: { kind: 'answer', status: 200, type: 'application/json', body } } });
    await keepAlive();
    const first = new Set(refreshes());
    expect(first.size).toBe(60);
    await keepAlive();
    expect(new Set(refreshes()).size).toBe(70);
    const numbers = [...first].map((token) => Number(String(token).split('-')[1]));
    const rest = [...new Set(refreshes())].slice(60).map((token) => Number(String(token).split('-')[1]));
    expect(Math.max(...numbers)).toBeLessThan(Math.min(...rest));
    await keepAlive();
    expect(refreshes()).toHaveLength(70);
  });

  test('CL-16: an IdP that is unwell is left alone after some failures, and no grant is lost by it', async () => {
    await seed(20);
    const user = await newUser();
    broker.clock.advance(31 * day);
    idp.behave({ faults: { token: { kind: 'answer', status: 503 } } });
    await keepAlive();
    expect(refreshes()).toHaveLength(12);
    await keepAlive();
    expect(refreshes()).toHaveLength(21);
    // Those that failed do not stand before others for some hours.
    broker.clock.advance(3_600_000);
    await keepAlive();
    expect(refreshes()).toHaveLength(21);
    expect(await health(user)).toMatchObject({ state: 'active', failures: 1 });
    idp.behave({ faults: {} });
    broker.clock.advance(6 * 3_600_000);
    await keepAlive();
    expect(await health(user)).toMatchObject({ state: 'active', failures: 0 });
    expect(await health(user)).toHaveProperty('last_refreshed_at');
  });

  test('CL-16: a grant that the IdP has ended is broken, told, and not tried again', async () => {
    const user = await newUser();
    broker.clock.advance(31 * day);
    idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400 } } });
    await keepAlive();
    idp.behave({ faults: {} });
    broker.clock.advance(day);
    await keepAlive();
    expect(refreshes()).toHaveLength(1);
    expect(await health(user)).toMatchObject({ state: 'needs_reauthorization', reason: 'invalid_grant' });
    const events = await broker.app.tenant.store.db.selectFrom('grant_events').selectAll().execute();
    expect(events.filter(({ user_id }) => user_id === user).map(({ type }) => type)).toEqual(['idp_grant.broken']);
  });

  test('T-B16, T-E20: nothing is refreshed for a connection that is switched off, or points elsewhere since', async () => {
    const user = await newUser();
    broker.clock.advance(31 * day);
    await configure(broker.app, tenant(`${keptAlive}    authentication: { active: false }\n`));
    await keepAlive();
    const elsewhere = await startTestIdp();
    const moved = oidcConnection('con1', elsewhere, '[web]', `${keptAlive}    authentication: { active: true }\n`);
    await configure(broker.app, tenantFile(moved));
    await keepAlive();
    expect(elsewhere.log).toEqual([]);
    expect(refreshes()).toHaveLength(0);
    await elsewhere.close();
    await configure(broker.app, tenant(`${keptAlive}    authentication: { active: true }\n`));
    broker.clock.advance(7 * 3_600_000);
    await keepAlive();
    expect(refreshes()).toHaveLength(1);
    expect((await health(user)).state).toBe('active');
  });

  test('without the setting nothing is refreshed by itself', async () => {
    await newUser();
    await configure(broker.app, tenant('    idp_tokens: {}\n'));
    broker.clock.advance(300 * day);
    await keepAlive();
    expect(refreshes()).toHaveLength(0);
  });
});
