import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configure, databaseKinds, postToken } from '../broker/index.ts';
import { type Body, type Configured, refusal, startConfigured } from './set-up.ts';

describe.each(databaseKinds)('clients, on %s', (database) => {
  let api: Configured;
  beforeAll(async () => {
    api = await startConfigured('[]', { database });
  });
  afterAll(() => api.broker.close());

  const create = (body: Body) => api.expectStatus(201, 'POST', '/clients', body);

  test('AS-51: id and secret of a new client are made here, and work', async () => {
    const made = await create({ name: 'Job', app_type: 'non_interactive' });
    expect(made).toMatchObject({
      name: 'Job',
      client_id: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      client_secret: expect.stringMatching(/^[\w-]{64}$/),
      global: false,
      tenant: expect.any(String),
      is_first_party: true,
      grant_types: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
      jwt_configuration: { lifetime_in_seconds: 36_000 },
    });
    const { client_id, client_secret } = made as Record<string, string>;
    const credentials = { client_id: client_id!, client_secret: client_secret! };
    const audience = `${api.broker.issuer}api/v2/`;
    await api.expectStatus(201, 'POST', '/client-grants', { client_id, audience, scope: ['read:clients'] });
    const { status, body } = await postToken(api.broker, {
      grant_type: 'client_credentials',
      audience,
      ...credentials,
    });
    expect({ status, scope: body.scope }).toEqual({ status: 200, scope: 'read:clients' });
  });

  test.each(['client_id', 'client_secret', 'tenant', 'global', 'signing_keys', 'no_such_member'])(
    'AS-51: nobody sets %s, nor what nobody knows, in a new client or a known one',
    async (name) => {
      const expected = refusal(
        400,
        'Bad Request',
        'invalid_body',
        `Payload validation error: 'Additional properties not allowed: ${name}'.`,
      );
      expect(await api.send('POST', '/clients', { name: 'x', [name]: 'y' })).toMatchObject(expected);
      expect(await api.send('PATCH', '/clients/web', { [name]: 'y' })).toMatchObject(expected);
    },
  );

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '/relative',
    'https://app.example.com/#x',
    'myapp://callback',
    'https://app.example.com/ x',
    'https://app.example.com@evil.example/cb',
    'https://:secret@evil.example/cb',
  ])('AS-04: %s is refused as a callback and as a logout address', async (address) => {
    for (const member of ['callbacks', 'allowed_logout_urls']) {
      const { status, body } = await api.send('POST', '/clients', {
        name: 'x',
        [member]: ['https://ok.example', address],
      });
      expect({ status, errorCode: body.errorCode }).toEqual({ status: 400, errorCode: 'invalid_body' });
      expect(body.message).toMatch(new RegExp(`^Payload validation error: 'must .*' on property ${member}\\[1\\]\\.$`));
      expect((await api.send('PATCH', '/clients/web', { [member]: [address] })).status).toBe(400);
    }
  });

  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)//https://app.example.com',
    'data:text/html,x',
    'http://app.example.com/start',
    'https://app.example.com@evil.example/start',
    'com.example.app:/start',
    'file:///etc/passwd',
    '/start',
    '//app.example.com/start',
    ' ',
  ])('T-H01: %j is refused as initiate_login_uri, created or patched', async (initiate_login_uri) => {
    const refused = { status: 400, body: { errorCode: 'invalid_body' } };
    const answer = await api.send('POST', '/clients', { name: 'x', initiate_login_uri });
    expect(answer).toMatchObject(refused);
    expect(answer.body.message).toContain('on property initiate_login_uri.');
    expect(await api.send('PATCH', '/clients/web', { initiate_login_uri })).toMatchObject(refused);
  });

  test.each(['', 'https://app.example.com/start?a=b#/login', 'http://localhost:3000/start', 'http://[::1]/start'])(
    'an initiate_login_uri of %j is taken as it came',
    async (initiate_login_uri) => {
      const made = await api.expectStatus(201, 'POST', '/clients', { name: 'Started', initiate_login_uri });
      expect(made.initiate_login_uri).toBe(initiate_login_uri);
    },
  );

  test.each(['javascript:alert(1)', 'data:text/html,x', 'https://app.example.com@evil.example', 'app.example.com', ''])(
    'T-H01: %j is refused as an origin of scripts',
    async (origin) => {
      for (const member of ['web_origins', 'allowed_origins']) {
        const answer = await api.send('PATCH', '/clients/web', { [member]: ['https://app.example.com', origin] });
        expect(answer.status).toBe(400);
        expect(answer.body.message).toContain(`on property ${member}[1].`);
      }
    },
  );

  test.each([
    'http://logout.example.com/',
    'https://user@logout.example.com/',
    'https://logout.example.com/#x',
    'https://169.254.169.254/',
    'javascript:alert(1)',
  ])('T-H01: %s is refused as an address that is told of logouts', async (url) => {
    const answer = await api.send('PATCH', '/clients/web', { oidc_logout: { backchannel_logout_urls: [url] } });
    expect(answer.status).toBe(400);
    expect(answer.body.message).toMatch(/on property oidc_logout\.backchannel_logout_urls(?:\[0\]|\.0)\./);
  });

  test('what is taken with a warning by the tenant file is taken with the same warning here', async () => {
    const callbacks = ['http://app.example.com/cb', 'https://*.example.com/cb'];
    const { status, headers } = await api.send('POST', '/clients', { name: 'Warned', callbacks });
    expect([status, headers.get('valetkey-warnings')]).toEqual([
      201,
      '"callbacks[0]: http:// is not protected on the way", "callbacks[1]: wildcards and placeholders match nothing here"',
    ]);
    // A name that a caller made up stands in it: it cannot end the header, nor the text.
    const client_authentication_methods = { 'a"b\\\u00e9\r\nx: y': { credentials: [] } };
    const named = await api.send('POST', '/clients', { name: 'Named', client_authentication_methods });
    expect([named.status, named.headers.get('valetkey-warnings')]).toEqual([
      201,
      expect.stringMatching(/^"client_authentication_methods\.a\\"b\\\\\?\?\?x: y: is not supported: [^"]+"$/),
    ]);
    expect(named.headers.get('x')).toBeNull();
  });

  test.each([
    [{}, "'Missing required property: name'"],
    [{ name: 7 }, 'on property name'],
    [{ name: 'x', callbacks: 'https://app.example.com' }, 'on property callbacks'],
    [{ name: '<x>' }, 'on property name'],
    [
      { name: 'x', jwt_configuration: { lifetime_in_seconds: -1 } },
      'on property jwt_configuration.lifetime_in_seconds',
    ],
    [[], 'Payload validation error'],
  ])('a body that is not right is refused, and what is wrong is named: %j', async (body, words) => {
    const answer = await api.send('POST', '/clients', body);
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'invalid_body' } });
    expect(answer.body.message).toContain(words);
  });

  test('PATCH changes what it names; null takes away; settings of Auth0 without effect stay as they came', async () => {
    const { client_id } = await create({
      name: 'Patched',
      description: 'before',
      logo_uri: 'https://app.example.com/logo.png',
      native_social_login: { apple: { enabled: true } },
      addons: { wams: { masterkey: 'addon-secret-MARKER' } },
      refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: null },
    });
    const patched = await api.expectStatus(200, 'PATCH', `/clients/${client_id}`, {
      description: null,
      callbacks: ['https://app.example.com/cb'],
    });
    expect(patched).toMatchObject({
      name: 'Patched',
      logo_uri: 'https://app.example.com/logo.png',
      callbacks: ['https://app.example.com/cb'],
      native_social_login: { apple: { enabled: true } },
      refresh_token: { rotation_type: 'rotating', leeway: 0 },
    });
    expect(patched).not.toHaveProperty('description');
    expect(await api.expectStatus(200, 'GET', `/clients/${client_id}`)).toEqual(patched);
    // Taking the name away would leave no client.
    expect((await api.send('PATCH', `/clients/${client_id}`, { name: null })).status).toBe(400);
  });

  test('a public client has no secret, and gets one when it becomes confidential', async () => {
    const made = await create({ name: 'Page', app_type: 'spa' });
    expect(made).toMatchObject({ token_endpoint_auth_method: 'none' });
    expect(made).not.toHaveProperty('client_secret');
    const patched = await api.expectStatus(200, 'PATCH', `/clients/${made.client_id}`, {
      token_endpoint_auth_method: 'client_secret_post',
    });
    expect(patched.client_secret).toMatch(/^[\w-]{64}$/);
  });

  describe('what the scopes of a caller show', () => {
    const shown = async (...scopes: string[]) => {
      const one = await api.send('GET', '/clients/web', undefined, scopes);
      const list = await api.send('GET', '/clients', undefined, scopes);
      expect([one.status, list.status]).toEqual([200, 200]);
      const listed = (list.body as unknown as Body[]).find(({ client_id }) => client_id === 'web');
      expect(listed).toEqual(one.body);
      return one.body;
    };

    test('secrets only read:client_keys', async () => {
      expect((await shown('read:clients', 'read:client_keys')).client_secret).toBe('web-secret-MARKER-1f0c');
      for (const scope of ['read:clients', 'read:client_credentials']) {
        expect(JSON.stringify(await shown(scope))).not.toContain('MARKER');
      }
    });

    test('add-ons and what nobody knows only read:client_keys: they may hold secrets', async () => {
      const secrets = { addons: { a: { key: 'MARKER' } }, encryption_key: { pub: 'MARKER' } };
      await api.expectStatus(200, 'PATCH', '/clients/web', secrets);
      const ofMyOwn = { clients: [{ name: 'web', client_id: 'web', of_my_own: 'MARKER' }] };
      await configure(api.broker.app, JSON.stringify(ofMyOwn));
      expect(await shown('read:client_keys')).toMatchObject({ ...secrets, of_my_own: 'MARKER' });
      const { callbacks, ...rest } = await shown('read:clients');
      expect(callbacks).toBeDefined();
      expect(JSON.stringify(rest)).not.toContain('MARKER');
    });

    test('a summary read:client_credentials', async () => {
      expect(await shown('read:client_credentials')).toEqual({
        client_id: 'web',
        name: 'web',
        tenant: expect.any(String),
        global: false,
        app_type: 'regular_web',
        is_first_party: true,
      });
    });
  });

  test('fields are selected, or left out', async () => {
    expect(await api.expectStatus(200, 'GET', '/clients/web?fields=name,client_id')).toEqual({
      name: 'web',
      client_id: 'web',
    });
    const without = await api.expectStatus(200, 'GET', '/clients/web?fields=callbacks&include_fields=false');
    expect(without).toMatchObject({ name: 'web' });
    expect(without).not.toHaveProperty('callbacks');
    expect((await api.send('GET', '/clients?fields=a%20b')).body.errorCode).toBe('invalid_query_string');
  });

  test('deleting is answered the same once more; what is gone is 404', async () => {
    const { client_id } = await create({ name: 'Gone' });
    for (const _ of [1, 2]) expect((await api.send('DELETE', `/clients/${client_id}`)).status).toBe(204);
    const gone = refusal(404, 'Not Found', 'inexistent_client', 'The client does not exist');
    expect(await api.send('GET', `/clients/${client_id}`)).toMatchObject(gone);
    expect(await api.send('PATCH', `/clients/${client_id}`, { name: 'x' })).toMatchObject(gone);
    expect(await api.send('GET', `/clients/${client_id}/connections`)).toMatchObject(gone);
  });
});
