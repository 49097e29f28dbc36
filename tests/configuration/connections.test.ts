import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKinds, getTokens, oidcConnection, signIn } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { type Body, type Configured, refusal, startConfigured } from './set-up.ts';

const secret = 'connection-secret-MARKER-51';

describe.each(databaseKinds)('connections, on %s', (database) => {
  let idp: TestIdp;
  let api: Configured;
  let made = 0;
  beforeAll(async () => {
    idp = await startTestIdp();
    api = await startConfigured(oidcConnection('con1', idp), { database });
  });
  afterAll(async () => {
    await api.broker.close();
    await idp.close();
  });

  const google = (more: Body = {}) => ({
    name: `google-${++made}`,
    strategy: 'google-oauth2',
    options: { client_id: 'google-id', client_secret: secret, email: true, profile: true },
    ...more,
  });
  const create = (body: Body) => api.expectStatus(201, 'POST', '/connections', body);
  const oidc = (options: Body) => ({
    name: `oidc-${++made}`,
    strategy: 'oidc',
    options: { client_id: 'id', client_secret: secret, issuer: idp.url, ...options },
  });

  test('a new connection: id, computed scope, realms, clients; the answer hides what the caller may not read', async () => {
    const body = google({ enabled_clients: ['web'], options: { ...google().options, calendar: true } });
    expect(await create(body)).toEqual({
      id: expect.stringMatching(/^con_[A-Za-z0-9]{16}$/),
      name: body.name,
      strategy: 'google-oauth2',
      options: {
        client_id: 'google-id',
        client_secret: secret,
        email: true,
        profile: true,
        calendar: true,
        scope: ['email', 'profile', 'https://www.googleapis.com/auth/calendar'],
      },
      realms: [body.name],
      is_domain_connection: false,
      enabled_clients: ['web'],
    });
    const { body: withoutRight } = await api.send('POST', '/connections', google(), ['create:connections']);
    expect(withoutRight).toMatchObject({ options: { client_id: 'google-id', scope: ['email', 'profile'] } });
    expect(JSON.stringify(withoutRight)).not.toContain(secret);
  });

  test('an enterprise connection shows its display name, which a PATCH without one resets', async () => {
    const { id, name } = await create({ ...oidc({}), display_name: 'Work' });
    expect(await api.expectStatus(200, 'GET', `/connections/${id}`)).toMatchObject({ display_name: 'Work' });
    expect(await api.expectStatus(200, 'PATCH', `/connections/${id}`, { metadata: { a: 'b' } })).toMatchObject({
      display_name: name,
      show_as_button: false,
      metadata: { a: 'b' },
    });
  });

  test('secrets need read:connections_options; so does whatever could be one', async () => {
    const options = {
      api_key: 'MARKER-key',
      customHeaders: { authorization: 'MARKER-header' },
      scripts: { a: 'MARKER' },
    };
    const { id } = await create(oidc(options));
    const read = async (...scopes: string[]) => {
      const one = await api.send('GET', `/connections/${id}`, undefined, scopes);
      const { body } = await api.send('GET', '/connections?take=100', undefined, scopes);
      const listed = (body as { connections: Body[] }).connections.find((connection) => connection.id === id);
      expect(listed).toEqual(one.body);
      return one.body;
    };
    expect(await read('read:connections', 'read:connections_options')).toMatchObject({
      options: { ...options, client_secret: secret },
    });
    const plain = await read('read:connections');
    expect(plain).toMatchObject({ options: { client_id: 'id', issuer: idp.url } });
    expect(JSON.stringify(plain)).not.toContain('MARKER');
    expect(api.broker.logged()).not.toContain('MARKER');
    const ofClient = await api.send('GET', '/clients/web/connections', undefined, ['read:clients']);
    expect(ofClient.body.connections).toMatchObject([{ name: 'con1' }, expect.anything()]);
    expect(JSON.stringify(ofClient.body)).not.toContain('options');
  });

  test('PATCH replaces options whole, but for secrets that it leaves out', async () => {
    const { id } = await create(google({ options: { ...google().options, calendar: true } }));
    const patched = await api.expectStatus(200, 'PATCH', `/connections/${id}`, {
      options: { client_id: 'google-id', drive: true },
    });
    expect(patched.options).toEqual({
      client_id: 'google-id',
      client_secret: secret,
      drive: true,
      scope: ['email', 'profile', 'https://www.googleapis.com/auth/drive'],
    });
    expect(await api.expectStatus(200, 'PATCH', `/connections/${id}`, { is_domain_connection: true })).toMatchObject({
      options: patched.options,
      is_domain_connection: true,
    });
  });

  test('a switch that is turned off takes its scope away, though the list that was computed still names it', async () => {
    const { id, options } = await create(google({ options: { ...google().options, calendar: true } }));
    const patched = await api.expectStatus(200, 'PATCH', `/connections/${id}`, {
      options: { ...(options as Body), calendar: false },
    });
    expect(patched.options).toMatchObject({ scope: ['email', 'profile'] });
  });

  test('a secret does not follow the connection to another client or another address', async () => {
    const { id } = await create(oidc({}));
    const needed = refusal(
      400,
      'Bad Request',
      'invalid_body',
      "Payload validation error: 'is required' on property options.client_secret.",
    );
    const patch = (options: Body) => api.send('PATCH', `/connections/${id}`, { options });
    expect(await patch({ client_id: 'other', issuer: idp.url })).toMatchObject(needed);
    expect(await patch({ client_id: 'id', issuer: 'https://evil.example' })).toMatchObject(needed);
    const token_endpoint = 'https://evil.example/token';
    expect(await patch({ client_id: 'id', issuer: idp.url, token_endpoint })).toMatchObject(needed);
  });

  test('name and strategy never change: they are part of the ids of users', async () => {
    const { id } = await create(google());
    for (const member of ['name', 'strategy', 'id']) {
      expect(await api.send('PATCH', `/connections/${id}`, { [member]: 'x' })).toMatchObject(
        refusal(
          400,
          'Bad Request',
          'invalid_body',
          `Payload validation error: 'Additional properties not allowed: ${member}'.`,
        ),
      );
    }
  });

  test('a name is taken once', async () => {
    const { name } = await create(google());
    expect(await api.send('POST', '/connections', google({ name }))).toMatchObject(
      refusal(409, 'Conflict', 'connection_conflict', 'A connection with the same name already exists'),
    );
  });

  test.each([
    [{ name: 'a--b' }, 'on property name'],
    [{ strategy: 'samlp' }, "'no such strategy is known here' on property strategy"],
    [{ strategy: 'auth0' }, "'no such strategy is known here' on property strategy"],
    [{ options: { client_id: 'x' } }, "'is required' on property options.client_secret"],
    [
      { options: { client_id: 'x', client_secret: 'y', email: 'yes' } },
      "'must be true or false' on property options.email",
    ],
    [
      { options: { client_id: 'x', client_secret: 'y', authParams: { state: 'x' } } },
      'may not set the parameter state',
    ],
    [{ enabled_clients: ['nobody'] }, "'no client has this id' on property enabled_clients[0]"],
    [{ idp_tokens: { keep_alive_days: 0 } }, 'on property idp_tokens.keep_alive_days'],
  ])('what the provider or the contract does not allow is refused: %j', async (more, words) => {
    const answer = await api.send('POST', '/connections', google(more as Body));
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } });
    expect(answer.body.message).toContain(words);
    expect(JSON.stringify(answer.body)).not.toContain(secret);
  });

  const endpoints = [
    'authorization_endpoint',
    'token_endpoint',
    'userinfo_endpoint',
    'jwks_uri',
    'revocation_endpoint',
  ];
  test.each([
    'http://idp.example.com',
    'https://user:pass@idp.example.com',
    'https://idp.example.com/x#part',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://169.254.169.254/latest',
    'ftp://idp.example.com',
    'https://[fe80::1]/',
    'not an address',
  ])('T-H01: %s is refused in every field that is an address, created or patched', async (address) => {
    const { id } = await create(oidc({}));
    const given = Object.fromEntries(endpoints.map((name) => [name, 'https://idp.example.com/x']));
    const fields: Body[] = [
      { issuer: address },
      { issuer: undefined, discovery_url: address },
      { endpoints: { issuer: address } },
      { api_base_urls: [address] },
      ...endpoints.map((name) => ({ endpoints: { issuer: 'https://idp.example.com', ...given, [name]: address } })),
    ];
    for (const field of fields) {
      const body = oidc(field);
      const refused = { status: 400, body: { errorCode: 'invalid_body' } };
      expect(await api.send('POST', '/connections', body)).toMatchObject(refused);
      expect(await api.send('PATCH', `/connections/${id}`, { options: body.options })).toMatchObject(refused);
    }
  });

  test.each([
    'javascript:alert(1)',
    'data:image/svg+xml,x',
    'http://idp.example.com/i.png',
    'https://a@b.example/i.png',
  ])('T-H01: %s is refused as a picture of a connection', async (icon_url) => {
    const answer = await api.send('POST', '/connections', oidc({ icon_url }));
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } });
    expect(answer.body.message).toContain('on property options.icon_url.');
  });

  test('T-B05, T-B06: what a connection should make its operator wary of is said with every write, and logged', async () => {
    const warningsOf = ({ headers }: { headers: Headers }) => headers.get('valetkey-warnings');
    const harmless = await api.send('POST', '/connections', google());
    expect([harmless.status, warningsOf(harmless)]).toEqual([201, null]);
    const away = oidc({ token_endpoint: 'https://evil.example/token' });
    const leading = await api.send('POST', '/connections', away);
    const wary = '"options: endpoints lead away from the origin of the issuer: token_endpoint"';
    expect([leading.status, warningsOf(leading)]).toEqual([201, wary]);
    const again = await api.send('PATCH', `/connections/${leading.body.id}`, { options: away.options });
    expect([again.status, warningsOf(again)]).toEqual([200, wary]);
    const nameless = await api.send('POST', '/connections', {
      name: `oauth2-${++made}`,
      strategy: 'oauth2',
      options: {
        ...{ client_id: 'id', client_secret: secret },
        authorizationURL: 'https://idp.example/authorize',
        tokenURL: 'https://idp.example/token',
        userinfo_endpoint: 'https://idp.example/me',
      },
    });
    expect(warningsOf(nameless)).toBe(
      '"options: no issuer tells its answers from those of other connections: use only IdPs you trust"',
    );
    // What was refused was not written: there is nothing to beware of.
    const refused = await api.send('PATCH', `/connections/${leading.body.id}`, {
      options: { ...away.options, scope: 7 },
    });
    expect([refused.status, warningsOf(refused)]).toEqual([400, null]);
    const entries = (await api.expectStatus(200, 'GET', '/logs?q=type:sapi&per_page=10')) as unknown as Body[];
    const told = entries.map(({ details }) => (details as Body).warnings).filter((warnings) => warnings !== undefined);
    expect(told.flat()).toContain(JSON.parse(wary));
  });

  test('clients are enabled and disabled one by one; the others stay', async () => {
    const { id } = await create(google({ enabled_clients: ['web', 'spa'] }));
    const change = [
      { client_id: 'other', status: true },
      { client_id: 'spa', status: false },
      { client_id: 'gone-long-ago', status: false },
    ];
    expect((await api.send('PATCH', `/connections/${id}/clients`, change)).status).toBe(204);
    const page = await api.expectStatus(200, 'GET', `/connections/${id}/clients?take=1`);
    expect(page).toEqual({ clients: [{ client_id: 'other' }], next: expect.any(String) });
    expect(await api.expectStatus(200, 'GET', `/connections/${id}/clients?from=${page.next}`)).toEqual({
      clients: [{ client_id: 'web' }],
    });
    const unknown = [
      { client_id: 'nobody', status: true },
      { client_id: 'web', status: false },
    ];
    expect((await api.send('PATCH', `/connections/${id}/clients`, unknown)).body.message).toContain(
      'no client has this id',
    );
    expect(await api.expectStatus(200, 'GET', `/connections/${id}`)).toMatchObject({
      enabled_clients: ['other', 'web'],
    });
    expect((await api.send('PATCH', `/connections/${id}/clients`, Array(51).fill(change[0]))).status).toBe(400);
  });

  test('CL-17: deleting: 202, then 204; nobody signs in by it, its tokens are erased and revoked', async () => {
    const connection = {
      ...oidc({ client_id: idp.clientId, client_secret: idp.clientSecret }),
      enabled_clients: ['web'],
    };
    const { id, name } = await create({
      ...connection,
      options: { ...connection.options, scope: 'openid profile email' },
    });
    await getTokens(api.broker, { connection: String(name), login_hint: 'dora' });
    const deleted = await api.expectStatus(202, 'DELETE', `/connections/${id}`);
    expect(deleted).toEqual({ deleted_at: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect((await api.send('DELETE', `/connections/${id}`)).status).toBe(204);
    expect(await api.send('GET', `/connections/${id}`)).toMatchObject(
      refusal(404, 'Not Found', 'inexistent_connection', 'The connection does not exist'),
    );
    expect(await signIn(api.broker, { connection: String(name) })).toMatchObject({ error: 'invalid_request' });
    await api.broker.app.revocations.run();
    const { body } = await api.send('GET', '/idp-revocations?take=1');
    expect(body).toMatchObject({
      idp_revocations: [{ connection: name, reason: 'connection_deleted', state: 'done', outcome: 'revoked' }],
    });
    const user = await api.expectStatus(200, 'GET', `/users/oidc%7C${name}%7Cdora`);
    expect(JSON.stringify(user)).not.toContain('at_');
  });

  test('status: 200 while it is switched on, 404 otherwise and for what is not there', async () => {
    const { id } = await create(google());
    expect((await api.send('GET', `/connections/${id}/status`)).status).toBe(200);
    await api.expectStatus(200, 'PATCH', `/connections/${id}`, { authentication: { active: false } });
    expect((await api.send('GET', `/connections/${id}/status`)).status).toBe(404);
    expect((await api.send('GET', '/connections/con_0000000000000000/status')).status).toBe(404);
    expect((await api.send('GET', '/connections/nonsense')).body).toMatchObject({ errorCode: 'invalid_uri' });
  });

  describe('T-D17: who speaks for users that are there', () => {
    const refused = /would speak for the users who signed in by this connection/;
    async function withUser() {
      const { id, name } = await create({
        ...oidc({ client_id: idp.clientId, client_secret: idp.clientSecret }),
        enabled_clients: ['web'],
      });
      const own = { client_id: idp.clientId, client_secret: idp.clientSecret, issuer: idp.url };
      const sign = () => signIn(api.broker, { connection: String(name), login_hint: `u-${made}` });
      return {
        id,
        own,
        sign,
        change: (options: Body) => api.send('PATCH', `/connections/${id}`, { options: { ...own, ...options } }),
      };
    }

    test('is not changed by who may edit connections: the change is refused whole', async () => {
      const { id, sign, change } = await withUser();
      await sign();
      const before = await api.expectStatus(200, 'GET', `/connections/${id}`);
      for (const more of [
        { discovery_url: 'https://evil.example/.well-known/openid-configuration' },
        { jwks_uri: 'https://evil.example/keys' },
        { endpoints: { issuer: idp.url, jwks_uri: 'https://evil.example/keys' } },
        { userinfo_endpoint: 'https://evil.example/me' },
      ]) {
        const { status, body } = await change(more);
        expect([status, body.errorCode, body.message]).toEqual([400, 'invalid_body', expect.stringMatching(refused)]);
      }
      expect(await api.expectStatus(200, 'GET', `/connections/${id}`)).toEqual(before);
      await sign();
    });

    test('is open before anybody has signed in, and everything else stays open after', async () => {
      const { sign, change } = await withUser();
      expect((await change({ jwks_uri: idp.endpoints.jwks_uri })).status).toBe(200);
      expect((await change({})).status).toBe(200);
      await sign();
      expect((await change({ scope: 'openid email', token_endpoint: idp.endpoints.token_endpoint })).status).toBe(200);
      expect((await change({})).status).toBe(200);
      await sign();
    });
  });
});
