import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listTenantLogs } from '../../src/storage/index.ts';
import {
  authorizeUrl,
  createBrowser,
  createVerifier,
  databaseKinds,
  getTokens,
  m2m,
  postToken,
  redeem,
  signIn,
  spa,
  web,
  webCredentials,
} from '../broker/index.ts';
import { type LogWorld, startWorld } from './set-up.ts';

describe.each(databaseKinds)('what happens is in the tenant log (%s)', (database) => {
  let world: LogWorld;
  beforeAll(async () => {
    world = await startWorld(database);
  });
  afterAll(() => world.close());

  /** Entries since the last call, the oldest first. */
  let seen = '';
  async function news() {
    const { tenantLog, tenant } = world.broker.app;
    await tenantLog.flush();
    const records = await listTenantLogs(tenant.store.db, {}, { order: 'asc', after: seen, limit: 500 });
    seen = records.at(-1)?.logId ?? seen;
    return records.map(({ entry }) => entry);
  }
  const types = async () => (await news()).map(({ type }) => type);

  test('a first sign-in, its code, a refresh and a revocation', async () => {
    await news();
    const tokens = await getTokens(world.broker, { scope: 'openid profile email offline_access' });
    const refresh = { grant_type: 'refresh_token', ...webCredentials, refresh_token: String(tokens.refresh_token) };
    await postToken(world.broker, refresh);
    await fetch(`${world.broker.url}/oauth/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ ...webCredentials, token: String(tokens.refresh_token) }),
    });
    const entries = await news();
    expect(entries.map(({ type }) => type)).toEqual(['ss', 's', 'seacft', 'sertft', 'srrt']);
    expect(entries[1]).toEqual({
      type: 's',
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      description: 'Success Login',
      connection: 'con1',
      connection_id: expect.stringMatching(/^con_/),
      strategy: 'oidc',
      strategy_type: 'enterprise',
      client_id: 'web',
      client_name: 'web',
      hostname: new URL(world.broker.url).host,
      ip: '127.0.0.1',
      user_agent: expect.any(String),
      user_id: 'oidc|con1|vera',
      user_name: 'vera@example.com',
      scope: 'openid profile email offline_access',
      isMobile: false,
    });
    for (const entry of entries.slice(2)) expect(entry).toMatchObject({ client_id: 'web', user_id: 'oidc|con1|vera' });
  });

  test('a sign-in that a session answers, and one for which there is none', async () => {
    const browser = createBrowser();
    await signIn(world.broker, {}, browser);
    await signIn(world.broker, { prompt: 'none' }, browser);
    await news();
    await signIn(world.broker, { prompt: 'none' }, browser);
    await signIn(world.broker, { prompt: 'none' });
    const entries = await news();
    expect(entries.map(({ type }) => type)).toEqual(['ssa', 'fsa']);
    expect(entries[1]).toMatchObject({
      client_id: 'web',
      description: 'Login required',
      details: { error: { type: 'login_required', code: 'login_required' } },
    });
  });

  test('refused exchanges: a wrong secret, a code that is none, a client that is none', async () => {
    await news();
    const wrong = { client_id: m2m.id, client_secret: 'wrong-secret-MARKER' };
    await postToken(world.broker, { grant_type: 'client_credentials', ...wrong, audience: 'x' });
    await postToken(world.broker, { grant_type: 'authorization_code', ...webCredentials, code: 'no-code-MARKER' });
    await postToken(world.broker, { grant_type: 'client_credentials', client_id: 'nobody-MARKER', client_secret: 'x' });
    const entries = await news();
    expect(entries.map(({ type, client_id }) => [type, client_id])).toEqual([
      ['feccft', m2m.id],
      ['feacft', web.id],
      ['feccft', undefined],
    ]);
    expect(JSON.stringify(entries)).not.toContain('MARKER');
  });

  test('CL-13: a sign-in that the IdP refuses, and one of somebody who is blocked: whom it is about, in our words', async () => {
    const { idp, broker } = world;
    await news();
    idp.behave({
      faults: { authorize: { kind: 'error', error: 'access_denied', description: 'words-MARKER' } },
    });
    await signIn(broker, { prompt: 'login' });
    idp.behave({ faults: {} });
    const block = (blocked: 0 | 1) =>
      broker.app.tenant.store.db
        .updateTable('users')
        .set({ blocked })
        .where('user_id', '=', 'oidc|con1|vera')
        .execute();
    await block(1);
    await signIn(broker, { prompt: 'login' });
    await block(0);
    const entries = await news();
    expect(entries.map(({ type, connection, client_id }) => [type, connection, client_id])).toEqual([
      ['f', 'con1', 'web'],
      ['f', 'con1', 'web'],
    ]);
    expect(entries[1]).toMatchObject({ user_id: 'oidc|con1|vera', description: 'user is blocked' });
    expect(JSON.stringify(entries)).not.toContain('MARKER');
  });

  test('a rotated refresh token that comes again is told of the user whose family ended', async () => {
    const verifier = createVerifier();
    const pkce = { client_id: spa.id, redirect_uri: spa.callback, code_challenge_method: 'S256' };
    const scope = 'openid offline_access';
    const { code = '' } = await signIn(world.broker, { ...pkce, code_challenge: verifier.challenge, scope });
    const form = { client_id: spa.id, redirect_uri: spa.callback };
    const redeemed = await postToken(world.broker, {
      ...{ ...form, grant_type: 'authorization_code', code, code_verifier: verifier.verifier },
    });
    const refresh = { grant_type: 'refresh_token', ...form, refresh_token: String(redeemed.body.refresh_token) };
    await news();
    await postToken(world.broker, refresh);
    expect(await postToken(world.broker, refresh)).toMatchObject({
      status: 403,
      body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
    });
    expect((await news()).map(({ type, user_id }) => [type, user_id])).toEqual([
      ['sertft', 'oidc|con1|vera'],
      ['ferrt', 'oidc|con1|vera'],
    ]);
  });

  test('a request that has no application to answer, and a callback that nobody waits for', async () => {
    await news();
    await fetch(authorizeUrl(world.broker, { client_id: 'unknown' }));
    await fetch(authorizeUrl(world.broker, { redirect_uri: 'https://evil.example/' }));
    await fetch(`${world.broker.url}/login/callback?code=MARKER&state=MARKER`);
    expect(await types()).toEqual(['f', 'f', 'f']);
  });

  test('logouts, and one that would lead elsewhere', async () => {
    const browser = createBrowser();
    await signIn(world.broker, {}, browser);
    await news();
    await browser.get(`${world.broker.url}/v2/logout?client_id=web`);
    await browser.get(`${world.broker.url}/v2/logout?client_id=web&returnTo=https://evil.example/`);
    const entries = await news();
    expect(entries.map(({ type, user_id }) => [type, user_id])).toEqual([
      ['slo', 'oidc|con1|vera'],
      ['flo', undefined],
    ]);
  });

  test('writes of the Management API, done and refused, and the deletion of a user; never a body', async () => {
    await news();
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ jti: 'jti-MARKER' });
    await world.ask('/blacklists/tokens', { method: 'POST', headers: json, body });
    await world.ask('/users/oidc%7Ccon1%7Cvera', { method: 'DELETE' });
    await world.ask('/clients/no-such-MARKER', { method: 'DELETE' });
    await world.ask('/users/no-such-MARKER', { method: 'DELETE' });
    await world.ask('/clients/other', { method: 'DELETE' });
    await world.ask('/clients/no-such-MARKER/rotate-secret', { method: 'POST', headers: json, body: '{}' });
    await world.ask('/clients/web', { method: 'DELETE' }, 'no-token-MARKER');
    await world.ask('/users');
    const entries = await news();
    expect(entries.map(({ type, client_id, user_id }) => [type, client_id, user_id])).toEqual([
      ['sapi', 'm2m', undefined],
      ['sdu', 'm2m', 'oidc|con1|vera'],
      // What is deleted may be anything that somebody pasted, unless it is known to have been there.
      ['sapi', 'm2m', undefined],
      ['sapi', 'm2m', undefined],
      ['sapi', 'm2m', undefined],
      ['sapi', 'm2m', undefined],
      ['fapi', 'm2m', undefined],
      ['fapi', undefined, undefined],
    ]);
    expect(entries[5]).toMatchObject({
      details: { request: { path: '/api/v2/clients/{id}', params: { id: 'other' } } },
    });
    expect(entries[6]).toMatchObject({
      description: 'The client does not exist',
      details: {
        request: { method: 'POST', path: '/api/v2/clients/{id}/rotate-secret' },
        response: { statusCode: 404 },
        error: { type: 'inexistent_client' },
      },
    });
    expect(JSON.stringify(entries)).not.toContain('MARKER');
  });

  test('T-J01: no token, code, secret or cookie of a whole journey is in an entry', async () => {
    const { broker, management } = world;
    const browser = createBrowser();
    const { code = '' } = await signIn(broker, { scope: 'openid offline_access' }, browser);
    const { body } = await redeem(broker, code);
    await redeem(broker, code);
    await fetch(`${broker.url}/api/v2/users/${body.access_token}`, {
      method: 'DELETE',
      headers: { authorization: 'x' },
    });
    await world.ask(
      `/users/${encodeURIComponent(String(body.refresh_token))}`,
      { method: 'DELETE' },
      String(body.id_token),
    );
    const identity = ((await world.ask('/users/oidc%7Ccon1%7Cvera')).body as { identities: Record<string, string>[] })
      .identities[0];
    await broker.app.tenantLog.flush();
    const all = JSON.stringify(await listTenantLogs(broker.app.tenant.store.db, {}, { order: 'asc', limit: 1000 }));
    const secrets = { ...body, ...identity, code, management, web: webCredentials.client_secret, m2m: m2m.secret };
    const names = ['access_token', 'refresh_token', 'id_token', 'code', 'management', 'web', 'm2m'] as const;
    for (const name of names) {
      const secret = String((secrets as Record<string, unknown>)[name]);
      expect(secret.length, name).toBeGreaterThan(10);
      expect(all.includes(secret), name).toBe(false);
    }
    expect(all).not.toContain(String(browser.cookie(broker.url, 'valetkey-session')));
    expect(all).toContain('seacft');
  });
});
