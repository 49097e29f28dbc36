import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, postToken } from '../broker/index.ts';
import { type Body, type Configured, refusal, startConfigured } from './set-up.ts';

describe.each(databaseKinds)('APIs and client grants, on %s', (database) => {
  let api: Configured;
  let management: string;
  let made = 0;
  beforeAll(async () => {
    api = await startConfigured('[]', { database });
    management = `${api.broker.issuer}api/v2/`;
  });
  afterAll(() => api.broker.close());

  const newApi = (body: Body = {}) =>
    api.expectStatus(201, 'POST', '/resource-servers', { identifier: `urn:api:${++made}`, name: 'Api', ...body });
  const newClient = async () => String((await api.expectStatus(201, 'POST', '/clients', { name: 'c' })).client_id);
  const notBody = (message: unknown) => refusal(400, 'Bad Request', 'invalid_body', message);

  describe('APIs', () => {
    test("a new API has Auth0's defaults, and is found by id and by identifier", async () => {
      const identifier = 'https://api.example.com/a b/?c=d';
      const server = await newApi({ identifier, scopes: [{ value: 'read:x', description: 'Read' }, { value: 'y' }] });
      expect(server).toEqual({
        id: expect.stringMatching(/^[A-Za-z0-9]{24}$/),
        identifier,
        name: 'Api',
        is_system: false,
        scopes: [{ value: 'read:x', description: 'Read' }, { value: 'y' }],
        signing_alg: 'RS256',
        token_lifetime: 86_400,
        token_lifetime_for_web: 7200,
        allow_offline_access: false,
        skip_consent_for_verifiable_first_party_clients: true,
      });
      for (const reference of [server.id, encodeURIComponent(identifier)]) {
        expect(await api.expectStatus(200, 'GET', `/resource-servers/${reference}`)).toEqual(server);
      }
    });

    test('PATCH is answered 200 and changes what it names', async () => {
      const { id } = await newApi({ scopes: [{ value: 'a' }] });
      const patched = await api.expectStatus(200, 'PATCH', `/resource-servers/${id}`, {
        scopes: [{ value: 'b' }],
        signing_alg: 'PS256',
        token_dialect: 'rfc9068_profile',
        token_lifetime: 60,
      });
      expect(patched).toMatchObject({
        name: 'Api',
        scopes: [{ value: 'b' }],
        signing_alg: 'PS256',
        token_dialect: 'rfc9068_profile',
        token_lifetime: 60,
      });
      expect((await api.send('PATCH', `/resource-servers/${id}`, { identifier: 'x' })).status).toBe(400);
    });

    test.each([
      [{ identifier: undefined }, "'Missing required property: identifier'"],
      [{ identifier: 'x'.repeat(601) }, 'on property identifier'],
      [{ token_lifetime: 2_592_001 }, 'on property token_lifetime'],
      [{ token_lifetime: -1 }, 'on property token_lifetime'],
      [{ scopes: [{ value: 'a' }, { value: 'a' }] }, "'is given twice' on property scopes[1].value"],
      [{ is_system: true }, "'Additional properties not allowed: is_system'"],
    ])('what is not right is refused: %j', async (more, words) => {
      const answer = await api.send('POST', '/resource-servers', { identifier: `urn:bad:${++made}`, ...more });
      expect(answer).toMatchObject(notBody(expect.stringContaining(words)));
    });

    test('an identifier is taken once, and so is an id', async () => {
      const { id, identifier } = await newApi();
      for (const taken of [id, identifier]) {
        expect((await api.send('POST', '/resource-servers', { identifier: taken })).status).toBe(409);
      }
    });

    test("the Management API: Auth0's name, its lifetimes change and nothing else, it stays", async () => {
      const path = `/resource-servers/${encodeURIComponent(management)}`;
      expect(await api.expectStatus(200, 'GET', path)).toMatchObject({
        name: 'Auth0 Management API',
        identifier: management,
        is_system: true,
        subject_type_authorization: { user: { policy: 'allow_all' }, client: { policy: 'require_client_grant' } },
      });
      expect(await api.expectStatus(200, 'PATCH', path, { token_lifetime: 3600 })).toMatchObject({
        token_lifetime: 3600,
      });
      const refused = (message: string) => refusal(400, 'Bad Request', 'operation_not_supported', message);
      expect(await api.send('PATCH', path, { scopes: [] })).toMatchObject(
        refused('System resource servers cannot be patched.'),
      );
      expect(await api.send('DELETE', path)).toMatchObject(refused('System resource servers cannot be deleted.'));
    });

    test('deleting an API takes the grants for it along; 404 for what is gone, 204 for deleting it again', async () => {
      const { id, identifier } = await newApi({ scopes: [{ value: 'a' }] });
      const client_id = await newClient();
      const { id: grant } = await api.expectStatus(201, 'POST', '/client-grants', { client_id, audience: identifier });
      for (const _ of [1, 2]) expect((await api.send('DELETE', `/resource-servers/${id}`)).status).toBe(204);
      expect((await api.send('GET', `/client-grants/${grant}`)).status).toBe(404);
      expect(await api.send('GET', `/resource-servers/${id}`)).toMatchObject(
        refusal(404, 'Not Found', 'inexistent_resource_server', 'The resource server does not exist'),
      );
      expect((await api.send('PATCH', `/resource-servers/${id}`, {})).status).toBe(404);
    });
  });

  describe('client grants', () => {
    test('a grant gives what it says, within what the API has; a PATCH takes it back', async () => {
      const { identifier: audience } = await newApi({ scopes: [{ value: 'a' }, { value: 'b' }] });
      const client = await api.expectStatus(201, 'POST', '/clients', { name: 'granted' });
      const { client_id } = client;
      const grant = await api.expectStatus(201, 'POST', '/client-grants', { client_id, audience, scope: ['a', 'b'] });
      expect(grant).toEqual({
        id: expect.stringMatching(/^cgr_[A-Za-z0-9]{16}$/),
        client_id,
        audience,
        scope: ['a', 'b'],
        subject_type: 'client',
      });
      expect(await api.expectStatus(200, 'GET', `/client-grants/${grant.id}`)).toEqual(grant);
      expect(await api.expectStatus(200, 'PATCH', `/client-grants/${grant.id}`, { scope: ['b'] })).toMatchObject({
        scope: ['b'],
      });
      const { body } = await postToken(api.broker, {
        grant_type: 'client_credentials',
        audience: String(audience),
        client_id: String(client_id),
        client_secret: String(client.client_secret),
      });
      expect(body.scope).toBe('b');
    });

    test("Auth0's errors: scopes that are none, parties that are not there, a second grant", async () => {
      const { identifier: audience } = await newApi({ scopes: [{ value: 'a' }] });
      const client_id = await newClient();
      const post = (body: Body) => api.send('POST', '/client-grants', { client_id, audience, ...body });
      const subset = notBody('Payload validation error: scope must be a subset of resource server scopes');
      expect(await post({ scope: ['a', 'z'] })).toMatchObject(subset);
      expect(await post({ client_id: 'nobody' })).toMatchObject(
        refusal(404, 'Not Found', 'inexistent_client', 'Client not found'),
      );
      expect(await post({ audience: 'urn:nothing' })).toMatchObject(
        refusal(404, 'Not Found', 'inexistent_resource_server', 'Resource server not found'),
      );
      expect((await post({ audience: undefined })).body.message).toContain("'Missing required property: audience'");
      expect((await post({ default_for: 'third_party_clients' })).status).toBe(400);
      const { id } = (await post({ scope: ['a'] })).body;
      expect((await post({})).status).toBe(409);
      expect((await post({ subject_type: 'user' })).status).toBe(201);
      expect(await api.send('PATCH', `/client-grants/${id}`, { scope: ['z'] })).toMatchObject(subset);
      expect((await api.send('PATCH', `/client-grants/${id}`, { client_id: 'web' })).body.message).toContain(
        'client_id',
      );
      const gone = refusal(404, 'Not Found', 'inexistent_client_grant', 'The grant does not exist.');
      expect(await api.send('PATCH', '/client-grants/cgr_none', {})).toMatchObject(gone);
      expect(await api.send('GET', '/client-grants/cgr_none')).toMatchObject(gone);
    });

    test('limits of token reading (idp_tokens) stand at the Management API alone, for clients, with known connections', async () => {
      const { identifier } = await newApi();
      const client_id = await newClient();
      const post = (body: Body) => api.send('POST', '/client-grants', { client_id, audience: management, ...body });
      const idp_tokens = { connections: ['nowhere'] };
      expect((await post({ idp_tokens })).body.message).toContain(
        "'no connection has this name' on property idp_tokens.connections[0]",
      );
      expect((await post({ idp_tokens: {}, audience: identifier })).body.message).toContain(
        'only a grant for the Management',
      );
      expect((await post({ idp_tokens: {}, subject_type: 'user' })).body.message).toContain(
        'users never read IdP tokens',
      );
      const grant = await post({ scope: ['read:users'], idp_tokens: { refresh_token: true, scopes: ['email'] } });
      expect(grant.body).toMatchObject({ idp_tokens: { refresh_token: true, scopes: ['email'] } });
      const patched = await api.expectStatus(200, 'PATCH', `/client-grants/${grant.body.id}`, { idp_tokens: null });
      expect(patched).not.toHaveProperty('idp_tokens');
    });
  });
});
