import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signJwt } from '../../src/oauth-server/token/jwt.ts';
import { readSigningKey } from '../../src/tenant/index.ts';
import {
  api,
  type Broker,
  configure,
  createTestClock,
  databaseKinds,
  decodeClaims,
  getManagementToken,
  getTokens,
  m2m,
  oauth2Connection,
  oidcConnection,
  other,
  postToken,
  readManagement,
  spa,
  startBroker,
  tenantFile,
  web,
  webCredentials,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

const exchange = {
  grant_type: 'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token',
  requested_token_type: 'http://auth0.com/oauth/token-type/federated-connection-access-token',
  connection: 'con1',
};
const standardExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const types = {
  refresh: 'urn:ietf:params:oauth:token-type:refresh_token',
  access: 'urn:ietf:params:oauth:token-type:access_token',
};
const audienceOf = (broker: Broker) => `${broker.issuer}api/v2/`;

describe('every other way to an IdP token is closed', () => {
  const clock = createTestClock();
  let idp: TestIdp;
  let broker: Broker;
  let ofUser: Record<string, unknown>;
  let machine: string;

  beforeAll(async () => {
    idp = await startTestIdp({ clock });
    broker = await startBroker({
      clock,
      database: databaseKinds.at(-1)!,
      tenant: tenantFile(oidcConnection('con1', idp) + oauth2Connection('con2', idp)),
    });
    idp.behave({ user: 'vera', refreshTokens: 'always' });
    await configure(
      broker.app,
      JSON.stringify({ clients: [{ name: 'web', refresh_token: { rotation_type: 'non-rotating' } }] }),
    );
    ofUser = await getTokens(broker, { audience: api, scope: 'openid profile offline_access read:things' });
    await getTokens(broker, { connection: 'con2' });
    machine = await getManagementToken(broker);
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  /** No answer of ours but the one that it is for carries a token of the IdP. */
  function expectNoIdpToken(answer: unknown): void {
    expect(JSON.stringify(answer)).not.toMatch(/(?<![\w.-])(?:at|rt)_(?!hash)[\w-]{8}/);
  }
  const isRefused = (answer: { status: number; body: Record<string, unknown> }) => {
    expect([400, 401, 403]).toContain(answer.status);
    expect(answer.body).not.toHaveProperty('access_token');
    expectNoIdpToken(answer.body);
  };

  describe('there is no exchange at /oauth/token, so nothing about it can go wrong', () => {
    const subjects = (): [string, Record<string, string>][] => [
      ['a refresh token', { subject_token: String(ofUser.refresh_token), subject_token_type: types.refresh }],
      ['an access token', { subject_token: String(ofUser.access_token), subject_token_type: types.access }],
      ['an ID token as an access token', { subject_token: String(ofUser.id_token), subject_token_type: types.access }],
      ['a machine’s token', { subject_token: machine, subject_token_type: types.access }],
      ['no subject', {}],
      ['an empty subject', { subject_token: '', subject_token_type: types.refresh }],
      ['a blank subject', { subject_token: ' ', subject_token_type: types.refresh }],
    ];
    const credentials: [string, Record<string, string>][] = [
      ['T-E06: its own client', webCredentials],
      ['T-E02: another client', { client_id: other.id, client_secret: other.secret }],
      ['T-E03: a client that may have tokens for itself', { client_id: m2m.id, client_secret: m2m.secret }],
      ['T-E04: a public client', { client_id: spa.id }],
    ];

    test.each(credentials)('%s is refused with every kind of subject', async (_name, client) => {
      const before = idp.requests('token').length;
      for (const grant_type of [exchange.grant_type, standardExchange]) {
        for (const [name, subject] of subjects()) {
          const answer = await postToken(broker, { ...exchange, grant_type, ...client, ...subject });
          isRefused(answer);
          expect(answer, name).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
        }
      }
      expect(idp.requests('token')).toHaveLength(before);
    });

    test('T-E02: what was presented is still good for its owner', async () => {
      const { status, body } = await postToken(broker, {
        grant_type: 'refresh_token',
        ...webCredentials,
        refresh_token: String(ofUser.refresh_token),
      });
      expect(status).toBe(200);
      expectNoIdpToken(body);
    });
  });

  test('T-E02: another client gets nothing for a refresh token, and the owner keeps it', async () => {
    const form = { grant_type: 'refresh_token', refresh_token: String(ofUser.refresh_token) };
    isRefused(await postToken(broker, { ...form, client_id: other.id, client_secret: other.secret }));
    isRefused(await postToken(broker, { ...form, client_id: spa.id }));
    expect((await postToken(broker, { ...form, ...webCredentials })).status).toBe(200);
  });

  test('T-E05: asking for scopes of IdP tokens beyond the grant is refused, not narrowed in silence', async () => {
    const grant = { client_id: other.id, audience: 'https://tenant.auth0.com/api/v2/', scope: ['read:users'] };
    await configure(broker.app, JSON.stringify({ clientGrants: [grant] }));
    const answer = await postToken(broker, {
      grant_type: 'client_credentials',
      client_id: other.id,
      client_secret: other.secret,
      audience: audienceOf(broker),
      scope: 'read:users read:user_idp_tokens',
    });
    expect(answer).toMatchObject({ status: 403, body: { error: 'access_denied' } });
  });

  test('T-E05: a user gets no scope of IdP tokens at /authorize, and no token with one by refreshing', async () => {
    const audience = audienceOf(broker);
    const scope = 'openid offline_access read:current_user read:user_idp_tokens read:users';
    const tokens = await getTokens(broker, { audience, scope });
    expect(String(tokens.scope)).not.toContain('read:user_idp_tokens');
    const widened = await postToken(broker, {
      grant_type: 'refresh_token',
      ...webCredentials,
      refresh_token: String(tokens.refresh_token),
      scope: 'openid read:user_idp_tokens',
    });
    const given = widened.status === 200 ? String(widened.body.scope ?? '') : '';
    expect(given).not.toContain('read:user_idp_tokens');
  });

  describe('T-E06: tokens of ours that are not for this', () => {
    const path = '/users/oidc%7Ccon1%7Cvera';

    async function mint(claims: Record<string, unknown>): Promise<string> {
      return signJwt(await readSigningKey(broker.app.tenant), { ...decodeClaims(machine), ...claims });
    }

    test('T-E06: another audience, an ID token, an opaque one, an expired one, another client’s name: refused', async () => {
      const opaque = (await getTokens(broker)).access_token;
      const now = Math.floor(clock.now() / 1000);
      const tokens = [
        ofUser.access_token,
        ofUser.id_token,
        opaque,
        ofUser.refresh_token,
        await mint({ exp: now - 1 }),
        await mint({ aud: api }),
        await mint({ aud: `${broker.issuer}userinfo` }),
        await mint({ sub: 'oidc|con1|vera' }),
        await mint({ sub: `${web.id}@clients` }),
        // Its client has no grant for the Management API, whatever the token says.
        await mint({ azp: web.id, sub: `${web.id}@clients` }),
      ];
      for (const token of tokens) {
        const { status, body } = await readManagement(broker, path, String(token));
        expect(status).toBe(401);
        expectNoIdpToken(body);
      }
    });

    test('T-E05: a token that says more than its client was granted reads no more than was granted', async () => {
      const grant = { client_id: other.id, audience: 'https://tenant.auth0.com/api/v2/', scope: ['read:users'] };
      await configure(broker.app, JSON.stringify({ clientGrants: [grant] }));
      const scope = 'read:users read:user_idp_tokens';
      const token = await mint({ azp: other.id, sub: `${other.id}@clients`, scope });
      const { status, body } = await readManagement(broker, path, token);
      expect(status).toBe(200);
      expectNoIdpToken(body);
    });
  });

  describe('T-E11: with read:users alone', () => {
    const paths = [
      '/users?fields=identities',
      '/users?fields=identities&include_fields=true',
      '/users?fields=email&include_fields=false',
      '/users?include_totals=true',
      '/users-by-email?email=vera@example.com',
      '/users-by-email?email=vera@example.com&fields=identities',
      '/users/oidc%7Ccon1%7Cvera',
      '/users/oidc%7Ccon1%7Cvera?fields=identities',
      '/users/oidc%7Ccon1%7Cvera?fields=email&include_fields=false',
      '/users/oidc%7Ccon1%7Cvera/idp-grants',
      '/users/oauth2%7Ccon2%7Cvera',
    ];
    const oracles = [
      '/users?q=identities.access_token:at_*',
      '/users?q=identities.refresh_token:*&search_engine=v3',
      '/users?sort=identities.access_token:1',
      '/users?sort=access_token:-1',
      '/users?fields=identities.access_token',
      '/users?fields=access_token',
      '/users/oidc%7Ccon1%7Cvera?fields=identities.access_token',
    ];

    test('T-E11: no answer carries one, not even when a header asks for tokens', async () => {
      const token = await getManagementToken(broker, 'read:users');
      for (const path of paths) {
        const wishes: Record<string, string>[] = [
          {},
          { 'valetkey-idp-tokens': 'as-auth0' },
          { 'valetkey-minimum-life': '60' },
        ];
        for (const wish of wishes) {
          const headers = { authorization: `Bearer ${token}`, ...wish };
          const response = await fetch(`${broker.url}/api/v2${path}`, { headers });
          expect(response.status, path).toBe(200);
          const text = await response.text();
          expectNoIdpToken(text);
          expect(text, path).not.toMatch(/"(?:access_token|refresh_token|expires_in|token_problem)"/);
        }
      }
    });

    test.each(oracles)('T-E11: %s is refused, so that nothing can be asked bit by bit', async (path) => {
      for (const scope of ['read:users', undefined]) {
        const { status, body } = await readManagement(broker, path, await getManagementToken(broker, scope));
        expect(status).toBe(400);
        expectNoIdpToken(body);
      }
    });

    test('T-E11: not /userinfo, not the ID token, not our access token, not the log', async () => {
      const { access_token, ...rest } = await getTokens(broker, { scope: 'openid profile email' });
      const response = await fetch(`${broker.url}/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
      expectNoIdpToken(await response.json());
      expectNoIdpToken(rest);
      expectNoIdpToken(decodeClaims(rest.id_token));
      expectNoIdpToken(decodeClaims(ofUser.access_token));
      await readManagement(broker, '/users/oidc%7Ccon1%7Cvera', machine);
      expectNoIdpToken(broker.logged());
    });
  });
});
