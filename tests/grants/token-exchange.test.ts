import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ValetkeyError } from '../../src/base/index.ts';
import { createLimits } from '../../src/limits/index.ts';
import {
  type ExchangeDecision,
  type ExchangePolicy,
  type ExchangeRequest,
  type OauthServer,
  readParameters,
  token as tokenEndpoint,
  userinfo,
} from '../../src/oauth-server/index.ts';
import { api, configure, databaseKinds, decodeClaims, oidcConnection, postToken, web } from '../broker/index.ts';
import { startWorld, type World } from './set-up.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
const kind = 'https://partner.example.com/tokens/session';
const exchanger = { id: 'exchanger', secret: 'exchanger-secret-MARKER-7f21' };

let world: World;
let asked: ExchangeRequest[];
let decision: ExchangeDecision;
let refusal: ValetkeyError | undefined;
let connectionId: string;

const policyFor = (publicClients: boolean): ExchangePolicy => ({
  publicClients,
  async decide(_server, request) {
    asked.push(request);
    if (refusal) throw refusal;
    return decision;
  },
});

beforeAll(async () => {
  world = await startWorld(databaseKinds.at(-1)!);
  const clients = [
    { name: 'exchanger', client_id: exchanger.id, client_secret: exchanger.secret, grant_types: [grantType] },
    { name: 'open', client_id: 'open', token_endpoint_auth_method: 'none', grant_types: [grantType] },
  ];
  await configure(world.broker.app, JSON.stringify({ clients }));
  const everybody = '[web, spa, other, partner, local, exchanger, open]';
  await configure(world.broker.app, `connections: ${oidcConnection('con1', world.idp, everybody)}`);
  await world.signedIn('vera');
  const { store } = world.broker.app.tenant;
  connectionId = (await store.db.selectFrom('connections').selectAll().executeTakeFirstOrThrow()).connection_id;
});
afterAll(() => world.close());
beforeEach(() => {
  asked = [];
  refusal = undefined;
  decision = {
    userId: 'oidc|con1|vera',
    connectionId,
    authTime: world.clock.now(),
    sid: undefined,
    scope: ['openid', 'read:things'],
    subjectExpiresAt: undefined,
    actor: undefined,
  };
});

function serverWith(policies: ReadonlyMap<string, ExchangePolicy>): OauthServer {
  const { tenant, vault, tenantLog } = world.broker.app;
  const log = tenantLog.of();
  const limits = createLimits(tenant).of('127.0.0.1', log);
  return { tenant, vault, log, limits, idpClient: vault.idpClient, exchangePolicies: policies };
}

const whole = { subject_token: 'the-subject', subject_token_type: kind, audience: api };

/** The endpoint with a policy for this one kind of token, as a later part of the house will have it. */
async function exchange(
  form: Record<string, string> = {},
  client: object | undefined = undefined,
  publicClients = false,
) {
  const credentials = client ?? { client_id: exchanger.id, client_secret: exchanger.secret };
  const pairs = Object.entries({ grant_type: grantType, ...credentials, ...whole, ...form });
  const server = serverWith(new Map([[kind, policyFor(publicClients)]]));
  try {
    const body: Record<string, unknown> = {
      ...(await tokenEndpoint(server, readParameters(pairs), undefined, undefined)),
    };
    return { status: 200, body };
  } catch (error) {
    if (error instanceof ValetkeyError) {
      const body: Record<string, unknown> = { error: error.oauthError };
      return { status: error.status, body };
    }
    throw error;
  }
}

describe('AS-37: an exchange that a policy allows', () => {
  test('gives an access token for the user at the API, and neither refresh token nor ID token', async () => {
    const { body } = await exchange({ scope: 'read:things' });
    expect(body).toEqual({
      access_token: expect.any(String),
      issued_token_type: accessToken,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'read:things',
    });
    expect(decodeClaims(body.access_token)).toMatchObject({ sub: 'oidc|con1|vera', aud: api, azp: exchanger.id });
    expect(decodeClaims(body.access_token)).not.toHaveProperty('act');
    expect(asked).toMatchObject([
      { subjectToken: 'the-subject', subjectTokenType: kind, audience: api, actor: undefined },
    ]);
  });

  test('without an API it is good for /userinfo, and is known there', async () => {
    const { body } = await exchange({ audience: '', scope: 'openid' });
    const answer = await userinfo(serverWith(new Map()), {
      authorization: `Bearer ${body.access_token}`,
      dpop: undefined,
      method: 'GET',
      path: '/userinfo',
    });
    expect(answer.sub).toBe('oidc|con1|vera');
    expect(body).not.toHaveProperty('id_token');
  });

  test('lives no longer than the subject token', async () => {
    decision = { ...decision, subjectExpiresAt: world.clock.now() + 90_500 };
    for (const audience of [api, '']) {
      const { body } = await exchange({ audience });
      expect(body.expires_in).toBeLessThanOrEqual(90);
      expect(body.expires_in).toBeGreaterThan(80);
      if (audience === api) {
        const { iat, exp } = decodeClaims(body.access_token) as { iat: number; exp: number };
        expect(exp - iat).toBe(body.expires_in);
      }
    }
    decision = { ...decision, subjectExpiresAt: world.clock.now() + 500 };
    expect((await exchange()).body).toEqual({ error: 'invalid_request' });
  });

  test('T-E05: stays within what the subject token may give, and says what it gave', async () => {
    expect((await exchange({ scope: 'write:things' })).body).toEqual({ error: 'invalid_scope' });
    decision = { ...decision, scope: ['read:things', 'no:such', 'offline_access'] };
    const { body } = await exchange();
    expect(body.scope).toBe('read:things');
    expect(body).not.toHaveProperty('refresh_token');
  });

  test('names who acts, and who acted before', async () => {
    decision = { ...decision, actor: { sub: 'agent' }, actedBefore: { sub: 'first' }, mayAct: { sub: 'agent' } };
    const { body } = await exchange({ actor_token: 'x', actor_token_type: accessToken });
    expect(decodeClaims(body.access_token).act).toEqual({ sub: 'agent', act: { sub: 'first' } });
    expect(asked[0]?.actor).toEqual({ token: 'x', type: accessToken });
  });

  test.each([
    ['another actor', { actor: { sub: 'agent' }, mayAct: { sub: 'somebody else' } }],
    [
      'the same name of another issuer',
      { actor: { sub: 'a', iss: 'https://x' }, mayAct: { sub: 'a', iss: 'https://y' } },
    ],
    ['no actor at all', { actor: undefined, mayAct: { sub: 'agent' } }],
  ])('may_act is enforced: %s is refused', async (_what, part) => {
    decision = { ...decision, ...part };
    const form: Record<string, string> = part.actor ? { actor_token: 'x', actor_token_type: accessToken } : {};
    expect((await exchange(form)).body).toEqual({ error: 'invalid_request' });
  });

  test('an actor token that the policy did not accept is not passed over', async () => {
    expect((await exchange({ actor_token: 'x', actor_token_type: accessToken })).body).toEqual({
      error: 'invalid_request',
    });
  });

  test('T-B17, T-B16: nothing comes of it for a user who is gone, or a connection that is not', async () => {
    decision = { ...decision, userId: 'nobody' };
    expect((await exchange()).body).toEqual({ error: 'invalid_grant' });
    decision = { ...decision, userId: 'oidc|con1|vera', connectionId: 'con_0000000000000000' };
    expect((await exchange()).body).toEqual({ error: 'invalid_grant' });
  });
});

describe('AS-36: an exchange that is not in order', () => {
  const missing: Record<string, Record<string, string>> = {
    'no subject_token': { subject_token: '' },
    'no subject_token_type': { subject_token_type: '' },
    'a subject_token of blanks': { subject_token: '   ' },
    'blanks within': { subject_token: 'a b' },
    'a type of blanks': { subject_token_type: ' ' },
    'an unknown type': { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
    'a type of an object': { subject_token_type: '__proto__' },
    'an actor without a type': { actor_token: 'x' },
    'a type without an actor': { actor_token_type: accessToken },
    'another wanted type': { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
  };
  test.each(Object.entries(missing))(
    'T-E03: %s is invalid_request, and never a token for the client',
    async (_what, form) => {
      expect(await exchange(form)).toEqual({ status: 400, body: { error: 'invalid_request' } });
      expect(asked).toEqual([]);
    },
  );

  test('twice the same parameter is invalid_request', async () => {
    const credentials = { client_id: exchanger.id, client_secret: exchanger.secret };
    const pairs = Object.entries({ grant_type: grantType, ...credentials, ...whole });
    const server = serverWith(new Map([[kind, policyFor(false)]]));
    const twice = readParameters([...pairs, ['subject_token', 'another']] as [string, string][]);
    await expect(tokenEndpoint(server, twice, undefined, undefined)).rejects.toMatchObject({ code: 'invalid_request' });
  });

  test('an unknown API is invalid_target; what the policy refuses keeps its word', async () => {
    expect(await exchange({ audience: 'https://nowhere.example.com/' })).toEqual({
      status: 400,
      body: { error: 'invalid_target' },
    });
    refusal = new ValetkeyError('invalid_request', { description: 'The subject token is not valid' });
    expect(await exchange()).toEqual({ status: 400, body: { error: 'invalid_request' } });
  });

  test('T-E02, T-E04: only for clients with the grant, that prove themselves unless the policy lets them not', async () => {
    const refused = { status: 403, body: { error: 'unauthorized_client' } };
    expect(await exchange({}, { client_id: web.id, client_secret: web.secret })).toEqual(refused);
    expect(await exchange({}, { client_id: exchanger.id, client_secret: 'wrong' })).toMatchObject({ status: 401 });
    expect(await exchange({}, { client_id: 'open' })).toEqual(refused);
    expect(asked).toEqual([]);
    expect((await exchange({}, { client_id: 'open' }, true)).status).toBe(200);
  });
});

describe('where no kind of subject token is known, as long as no policy is registered', () => {
  const credentials = { client_id: exchanger.id, client_secret: exchanger.secret };
  const federated = 'urn:auth0:params:oauth:grant-type:token-exchange:federated-connection-access-token';

  test.each<[string, Record<string, string>]>([
    ['in order', { ...credentials, ...whole }],
    ['of a kind that every server could know', { ...credentials, ...whole, subject_token_type: accessToken }],
    ['without subject_token', { ...credentials, subject_token_type: kind }],
    ['with nothing', credentials],
    ['of a client that may not', { client_id: web.id, client_secret: web.secret, ...whole }],
    ['of a public client', { client_id: 'open', ...whole }],
    ['of a client that does not prove itself', { client_id: exchanger.id, client_secret: 'wrong', ...whole }],
    ['of nobody', whole],
    ["of Auth0's Token Vault", { ...credentials, ...whole, grant_type: federated, connection: 'con1' }],
  ])(
    'AS-36, T-E03: an exchange %s is unsupported_grant_type (RFC 6749 section 5.2), and no token',
    async (_what, form) => {
      const { status, headers, body } = await postToken(world.broker, { grant_type: grantType, ...form });
      const error_description = `Unsupported grant type: ${form.grant_type ?? grantType}`;
      expect({ status, body }).toEqual({ status: 400, body: { error: 'unsupported_grant_type', error_description } });
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );

  test('AS-45: metadata does not promise it', async () => {
    const response = await fetch(`${world.broker.url}/.well-known/openid-configuration`);
    const { grant_types_supported: promised } = (await response.json()) as { grant_types_supported: string[] };
    expect(promised).toEqual(['client_credentials', 'authorization_code', 'refresh_token']);
  });
});
