import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/base/index.ts';
import { createIdpClient, createIdpConnection } from '../../src/idp-client/index.ts';
import { findIdentity, findIdpTokens } from '../../src/storage/index.ts';
import { findConnection } from '../../src/tenant/index.ts';
import { keepTokens } from '../../src/vault/index.ts';
import {
  type Broker,
  configure,
  databaseKinds,
  getManagementToken,
  oidcConnection,
  readManagement,
  signIn,
  startBroker,
  tenantFile,
  tokensAsAuth0,
} from '../broker/index.ts';
import { type Json, startTestIdp, type TestIdp } from '../idps/index.ts';
import { identityOf, readUser } from '../sign-in/set-up.ts';

/** Characters: the size of token that must be kept (design.md). */
const large = 64 * 1024;

describe.each(databaseKinds)('the IdP tokens of a user, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;

  beforeAll(async () => {
    idp = await startTestIdp();
    const waad = (name: string, more: object) =>
      `\n  - ${JSON.stringify({
        name,
        strategy: 'waad',
        enabled_clients: ['web'],
        options: {
          client_id: idp.clientId,
          client_secret: idp.clientSecret,
          tenant_domain: 'contoso.onmicrosoft.com',
          userid_attribute: 'sub',
          // Without a userinfo endpoint, as this strategy has none: nobody but us sees the token.
          endpoints: { ...idp.endpoints, userinfo_endpoint: undefined },
          ...more,
        },
      })}`;
    broker = await startBroker({
      database,
      tenant: tenantFile(
        oidcConnection('con1', idp) +
          waad('all', {}) +
          waad('no-access', { ext_access_token: false }) +
          waad('no-refresh', { ext_refresh_token: false }) +
          waad('no-expiry', { ext_expires_in: false }),
      ),
    });
    await configure(broker.app, tokensAsAuth0);
    idp.behave({ metadata: { userinfo_endpoint: undefined } });
    await signIn(broker, { connection: 'all' });
  });
  afterEach(() => {
    idp.reset();
    idp.behave({ metadata: { userinfo_endpoint: undefined } });
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  const tokensOf = async (userId: string) => identityOf(await readUser(broker, userId));

  test('a sign-in that brings no refresh token keeps the old one, and takes everything else anew', async () => {
    idp.behave({ refreshTokens: 'always' });
    await signIn(broker, { login_hint: 'anna' });
    const first = await tokensOf('oidc|con1|anna');
    expect(first.refresh_token).toMatch(/^rt_/);
    idp.behave({ refreshTokens: 'never', accessTokenLifetime: 1800 });
    for (let count = 0; count < 3; count += 1) {
      const before = await tokensOf('oidc|con1|anna');
      await signIn(broker, { login_hint: 'anna' });
      const after = await tokensOf('oidc|con1|anna');
      expect(after).toMatchObject({ refresh_token: first.refresh_token, expires_in: 1800 });
      expect(after.access_token).not.toBe(before.access_token);
    }
    idp.behave({ refreshTokens: 'always' });
    await signIn(broker, { login_hint: 'anna' });
    const last = await tokensOf('oidc|con1|anna');
    expect(last.refresh_token).toMatch(/^rt_/);
    expect(last.refresh_token).not.toBe(first.refresh_token);
  });

  test('without the right to IdP tokens no member of an identity holds one', async () => {
    idp.behave({ refreshTokens: 'always' });
    await signIn(broker, { login_hint: 'bert' });
    const token = await getManagementToken(broker, 'read:users');
    const { body } = await readManagement(broker, '/users/oidc%7Ccon1%7Cbert', token);
    expect(Object.keys(identityOf(body)).toSorted()).toEqual(['connection', 'isSocial', 'provider', 'user_id']);
    expect(JSON.stringify(body)).not.toMatch(/at_|rt_|expires_in/);
  });

  test('tokens of 64 KB are kept and given back to the letter', async () => {
    const text = () => randomBytes(large).toString('base64url').slice(0, large);
    const [accessToken, refreshToken] = [text(), text()];
    idp.behave({
      tokenAnswer: { access_token: accessToken, refresh_token: refreshToken },
      idToken: { claims: { at_hash: undefined, tid: 'x', filler: text() } },
    });
    await signIn(broker, { connection: 'all', login_hint: 'cleo' });
    const identity = await tokensOf('waad|cleo');
    expect(identity.access_token === accessToken).toBe(true);
    expect(identity.refresh_token === refreshToken).toBe(true);
    // A second sign-in without a refresh token carries all of it over.
    idp.reset();
    await signIn(broker, { connection: 'all', login_hint: 'cleo' });
    expect((await tokensOf('waad|cleo')).refresh_token === refreshToken).toBe(true);
  });

  test.each([
    ['all', ['access_token', 'expires_in', 'refresh_token']],
    ['no-access', ['expires_in', 'refresh_token']],
    ['no-refresh', ['access_token', 'expires_in']],
    ['no-expiry', ['access_token', 'refresh_token']],
  ])('ext_access_token, ext_refresh_token, ext_expires_in: connection %s keeps %j', async (connection, kept) => {
    idp.behave({ refreshTokens: 'always' });
    await signIn(broker, { connection, login_hint: `of-${connection}` });
    await signIn(broker, { connection, login_hint: `of-${connection}` });
    const identity = await tokensOf(`waad|of-${connection}`);
    const members = ['access_token', 'expires_in', 'refresh_token'].filter((name) => name in identity);
    expect(members).toEqual(kept);
    const row = await broker.app.tenant.store.db
      .selectFrom('idp_tokens')
      .innerJoin('identities', 'identities.identity_id', 'idp_tokens.identity_id')
      .select(['access_token', 'refresh_token', 'expires_at', 'expires_in'])
      .where('user_id', '=', `waad|of-${connection}`)
      .executeTakeFirstOrThrow();
    expect([row.access_token !== null, row.refresh_token !== null, row.expires_at !== null]).toEqual([
      kept.includes('access_token'),
      kept.includes('refresh_token'),
      kept.includes('expires_in'),
    ]);
  });

  /** What keeping a grant alive does: asks the IdP, and keeps the answer. */
  async function refresh(name: string, subject: string) {
    const { tenant, egress } = broker.app;
    const connection = (await findConnection(tenant, name))!;
    const client = createIdpClient({ egress, clock: tenant.clock, callbackUrl: `${broker.issuer}login/callback` });
    const key = { connectionId: connection.id, issuer: idp.url, subject };
    const identity = (await findIdentity(tenant.store.db, key))!;
    const { refresh_token: old } = await tokensOf(identity.userId);
    const tokens = await client.refreshTokens(createIdpConnection(connection), new Secret(String(old)));
    const kept = (await findIdpTokens(tenant.store.db, identity.identityId))!;
    await tenant.store.transaction((db) =>
      keepTokens(tenant, db, {
        identityId: identity.identityId,
        owner: { tenantId: tenant.id, userId: identity.userId, ...key },
        tokens,
        scopesRequested: kept.scopesRequested,
        origin: 'refresh',
      }),
    );
    return (await findIdpTokens(tenant.store.db, identity.identityId))!;
  }

  describe('CL-15: the answer of a refresh', () => {
    test.each<[string, Json, Json]>([
      ['with a lifetime in text', { expires_in: '1800' }, { expires_in: 1800 }],
      ['without a lifetime', { expires_in: undefined }, { expires_in: undefined }],
      ['with a lifetime of null', { expires_in: null }, { expires_in: undefined }],
      ['with a lifetime that is no number', { expires_in: 'soon' }, { expires_in: undefined }],
      ['with a lifetime of nothing', { expires_in: 0 }, { expires_in: 0 }],
      ['with a lifetime below nothing', { expires_in: -5 }, { expires_in: 0 }],
      ['with a lifetime of more than ten years', { expires_in: 1e12 }, { expires_in: 315_360_000 }],
      ['with a broken lifetime', { expires_in: 99.9 }, { expires_in: 99 }],
    ])('CL-15: %s', async (_name, tokenAnswer, expected) => {
      idp.behave({ refreshTokens: 'always' });
      await signIn(broker, { login_hint: 'dana' });
      const before = await tokensOf('oidc|con1|dana');
      idp.behave({ tokenAnswer });
      const record = await refresh('con1', 'dana');
      const after = await tokensOf('oidc|con1|dana');
      expect(after.expires_in).toBe(expected.expires_in);
      expect(after.access_token).not.toBe(before.access_token);
      // The IdP gave no new one.
      expect(after.refresh_token).toBe(before.refresh_token);
      const { expiresAt, obtainedAt } = record;
      expect(expiresAt).toBe(after.expires_in === undefined ? null : obtainedAt + Number(after.expires_in) * 1000);
    });

    test('CL-15: a refresh token in it takes the place of the old one', async () => {
      idp.behave({ refreshTokens: 'always', rotate: true });
      await signIn(broker, { login_hint: 'elsa' });
      const seen = new Set();
      for (let count = 0; count < 3; count += 1) {
        seen.add((await tokensOf('oidc|con1|elsa')).refresh_token);
        await refresh('con1', 'elsa');
      }
      seen.add((await tokensOf('oidc|con1|elsa')).refresh_token);
      expect(seen.size).toBe(4);
    });

    test('CL-15: scopes and ID token that it leaves out stay as they were, though fewer had been granted than asked for', async () => {
      idp.behave({ refreshTokens: 'always', tokenAnswer: { scope: 'openid email' } });
      await signIn(broker, { login_hint: 'fred', connection_scope: 'calendar' });
      idp.behave({ tokenAnswer: { scope: undefined, id_token: undefined } });
      const kept = await refresh('con1', 'fred');
      expect(kept.scopesRequested).toEqual(expect.arrayContaining(['openid', 'profile', 'email', 'calendar']));
      expect(kept.scopesGranted).toEqual(['openid', 'email']);
      expect(kept.idToken).not.toBeNull();
      expect(kept.version).toBe(2);
      idp.behave({ tokenAnswer: { scope: 'openid' } });
      expect((await refresh('con1', 'fred')).scopesGranted).toEqual(['openid']);
    });
  });
});
