import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  type Broker,
  databaseKinds,
  decodeClaims,
  getManagementToken,
  getTokens,
  oauth2Connection,
  oidcConnection,
  readManagement,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

type User = Record<string, unknown> & { user_id: string; identities: Record<string, unknown>[] };

const people = ['vera', 'max', 'anna', 'zoe', 'eipé|%41 x'];
let idp: TestIdp;
let broker: Broker;
const tokens: Record<'profile' | 'idp' | 'both', string> = { profile: '', idp: '', both: '' };

beforeAll(async () => {
  idp = await startTestIdp({
    users: { anna: { email: 'vera@example.com' }, zoe: { email: 'Vera@example.com', department: 'Keys' } },
  });
  const connections = oidcConnection('con1', idp) + oauth2Connection('con2', idp);
  broker = await startBroker({ tenant: tenantFile(connections), database: databaseKinds.at(-1)! });
  for (const user of people) {
    idp.behave({ user });
    await signIn(broker);
  }
  idp.behave({ user: 'vera', refreshTokens: 'always' });
  await signIn(broker, { connection: 'con2' });
  tokens.profile = await getManagementToken(broker, 'read:users');
  tokens.idp = await getManagementToken(broker, 'read:user_idp_tokens');
  tokens.both = await getManagementToken(broker, 'read:users read:user_idp_tokens');
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

const read = (path: string, token = tokens.both): Promise<Answer> => readManagement(broker, path, token);
const users = (answer: Answer): User[] => answer.body as unknown as User[];
const one = (id: string, query = ''): string => `/users/${encodeURIComponent(id)}${query}`;

/** Members of any name that may hold a token, at any depth. */
function tokenMembers(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    /token|secret|expires_in/i.test(name) ? [name] : tokenMembers(inner),
  );
}

const everyRead: Record<string, string> = {
  'GET one': one('oidc|con1|vera'),
  'GET one of an OAuth 2 connection': one('oauth2|con2|vera'),
  'GET one with fields=identities': one('oidc|con1|vera', '?fields=identities'),
  'GET one with fields=user_id,identities': one('oidc|con1|vera', '?fields=user_id,identities&include_fields=true'),
  'GET one without e-mail': one('oidc|con1|vera', '?fields=email&include_fields=false'),
  list: '/users',
  'list with fields=identities': '/users?fields=identities',
  'list with include_fields=false': '/users?fields=email&include_fields=false',
  'list with include_totals': '/users?include_totals=true',
  'list, sorted': '/users?sort=created_at:-1&per_page=100',
  search: '/users?q=name:*&search_engine=v3',
  'search with totals': '/users?q=email:v*&include_totals=true&sort=name:1',
  'by e-mail': '/users-by-email?email=vera@example.com',
  'by e-mail with fields': '/users-by-email?email=vera@example.com&fields=identities',
};

describe('RS-10: IdP tokens need read:user_idp_tokens, everywhere', () => {
  test.each(Object.entries(everyRead))('RS-10, T-E11: %s: read:users alone shows no token', async (_what, path) => {
    const plain = await read(path, tokens.profile);
    expect(plain.status).toBe(200);
    expect(tokenMembers(plain.body)).toEqual([]);
    expect(JSON.stringify(plain.body)).not.toMatch(/\b(at|rt)_[\w-]{24}/);
  });

  test.each(Object.entries(everyRead))(
    'RS-10: %s: with both scopes every identity shows its token',
    async (_what, path) => {
      const full = await read(path, tokens.both);
      expect(full.status).toBe(200);
      const body = full.body as Record<string, unknown>;
      const found = Array.isArray(body) ? (body as User[]) : ((body.users as User[]) ?? [body as User]);
      const identities = found.flatMap((user) => user.identities);
      expect(identities.length).toBeGreaterThan(0);
      for (const identity of identities) {
        expect(identity.access_token).toMatch(/^at_/);
        expect(identity.expires_in).toBeGreaterThan(3500);
        expect(identity).not.toHaveProperty('refresh_token');
      }
    },
  );

  test('RS-10: read:user_idp_tokens alone reads one user with tokens, as the page of 2017 has it, and no list', async () => {
    const { status, body } = await read(one('oauth2|con2|vera'), tokens.idp);
    expect(status).toBe(200);
    const [identity] = (body as User).identities;
    expect(identity).toMatchObject({ access_token: expect.stringMatching(/^at_/) });
    // Unlike Auth0: only for clients whose grant says so.
    expect(identity).not.toHaveProperty('refresh_token');
    expect((await read('/users', tokens.idp)).status).toBe(403);
    expect((await read('/users-by-email?email=a', tokens.idp)).status).toBe(403);
  });

  test('T-E11: neither search nor sort goes over tokens, so that nothing can be asked bit by bit', async () => {
    for (const query of [
      'q=identities.access_token:at_*',
      'q=_exists_:identities.refresh_token',
      'sort=identities.access_token:1',
    ]) {
      const { status, body } = await read(`/users?${query}`, tokens.profile);
      expect(status).toBe(400);
      expect(body.errorCode).toBe('invalid_query_string');
    }
    for (const fields of ['identities.access_token', 'access_token', 'identities[0]', 'profile', '__proto__']) {
      expect((await read(one('oidc|con1|vera', `?fields=${fields}`))).status).toBe(400);
    }
  });
});

describe("RS-11: a user's own token", () => {
  test('RS-10, RS-11: read:current_user reads that user and nobody else, and never a token', async () => {
    const scope = 'openid read:current_user read:users read:user_idp_tokens';
    const { access_token, scope: granted } = await getTokens(broker, {
      audience: `${broker.issuer}api/v2/`,
      scope,
      login_hint: 'vera',
    });
    expect(granted).toBe('openid read:current_user');
    const token = String(access_token);
    expect(decodeClaims(token)).toMatchObject({ sub: 'oidc|con1|vera', scope: granted });

    const own = await read(one('oidc|con1|vera'), token);
    expect(own.status).toBe(200);
    expect(own.body.email).toBe('vera@example.com');
    expect(tokenMembers(own.body)).toEqual([]);
    for (const id of ['oidc|con1|max', 'oauth2|con2|vera', 'oidc|con1|nobody', 'oidc|con1|VERA']) {
      const { status, body } = await read(one(id), token);
      expect(status).toBe(403);
      expect(body).toStrictEqual({
        statusCode: 403,
        error: 'Forbidden',
        message: 'User to be acted on does not match subject in bearer token.',
        errorCode: 'unowned_resource',
      });
    }
    for (const path of ['/users', '/users-by-email?email=vera@example.com']) {
      expect((await read(path, token)).body.errorCode).toBe('insufficient_scope');
    }
  });

  test('RS-03: it dies with its grant, and while its user is blocked', async () => {
    const audience = `${broker.issuer}api/v2/`;
    const { access_token } = await getTokens(broker, { audience, scope: 'read:current_user', login_hint: 'max' });
    const status = async () => (await read(one('oidc|con1|max'), String(access_token))).status;
    const { db } = broker.app.tenant.store;
    expect(await status()).toBe(200);
    await db.updateTable('users').set({ blocked: 1 }).where('user_id', '=', 'oidc|con1|max').execute();
    expect(await status()).toBe(401);
    await db.updateTable('users').set({ blocked: null }).where('user_id', '=', 'oidc|con1|max').execute();
    expect(await status()).toBe(200);
    await db.updateTable('authorizations').set({ revoked_at: 1 }).where('user_id', '=', 'oidc|con1|max').execute();
    expect(await status()).toBe(401);
  });
});

describe('ids in paths', () => {
  const raw = async (path: string) =>
    fetch(`${broker.url}/api/v2${path}`, { headers: { authorization: `Bearer ${tokens.both}` } });

  test('%7C and a raw | name the same user', async () => {
    for (const id of ['oidc%7Ccon1%7Cvera', 'oidc|con1|vera', 'oidc%7ccon1|vera']) {
      const response = await raw(`/users/${id}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ user_id: 'oidc|con1|vera' });
    }
  });

  test('an id that itself looks encoded is decoded once and no more', async () => {
    // AS-19: what cannot stand in a `sub` is encoded in the id; what was encoded before stays as it was.
    const id = 'oidc|con1|eip%C3%A9|%41%20x';
    expect((await raw(`/users/${encodeURIComponent(id)}`)).status).toBe(200);
    const twice = await raw(`/users/${encodeURIComponent('oidc|con1|eipé|A x')}`);
    expect(twice.status).toBe(404);
  });

  test('404 inexistent_user in the words of Auth0, also for text that no user has', async () => {
    for (const id of [
      'nobody',
      'oidc%7Ccon1%7CVERA',
      'oidc%7Ccon1%7Cvera%20',
      '%25',
      "'%20or%201=1--",
      '%F0%9F%94%91',
    ]) {
      const response = await raw(`/users/${id}`);
      expect(response.status, id).toBe(404);
      expect(await response.json()).toStrictEqual({
        statusCode: 404,
        error: 'Not Found',
        message: 'The user does not exist.',
        errorCode: 'inexistent_user',
      });
    }
  });

  test('RS-14: 400 invalid_uri for an id that no text of the database could hold', async () => {
    const response = await raw('/users/%00');
    expect([response.status, await response.json()]).toEqual([
      400,
      expect.objectContaining({ errorCode: 'invalid_uri' }),
    ]);
  });

  test('RS-14: 400 invalid_uri with property and description for an id that is too long', async () => {
    const response = await raw(`/users/${'x'.repeat(1025)}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toStrictEqual({
      statusCode: 400,
      error: 'Bad Request',
      message:
        "Path validation error: 'Too big: expected string to have <=1024 characters' on property id (The user_id).",
      errorCode: 'invalid_uri',
    });
  });

  test('RS-14: what is no path at all is an error of the caller in the same shape', async () => {
    for (const path of ['/users/%', '/users/%zz', '/users/%ff', '/users/%C3', `/users/${'x'.repeat(5000)}`]) {
      const response = await raw(path);
      expect(response.status, path.slice(0, 20)).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      expect(await response.json()).toMatchObject({ statusCode: response.status, message: expect.any(String) });
    }
  });

  test('an unknown route: 404 Not Found, without a token as with one', async () => {
    const body = { statusCode: 404, error: 'Not Found', message: 'Not Found' };
    for (const path of ['/nonsense', '/users/a/b/c', '/USERS', '/users//x']) {
      const response = await raw(path);
      expect(response.status, path).toBe(404);
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await response.json()).toStrictEqual(body);
    }
    expect(await (await fetch(`${broker.url}/api/v2/nonsense`)).json()).toStrictEqual(body);
    expect(await (await fetch(`${broker.url}/nonsense`)).json()).toStrictEqual(body);
  });

  test('RS-16: other methods on a known path are 405 with Allow, and change nothing', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const headers = { authorization: `Bearer ${tokens.both}` };
      const response = await fetch(`${broker.url}/api/v2/users-by-email`, { method, headers });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toBe('GET');
      expect(await response.json()).toMatchObject({ statusCode: 405, error: 'Method Not Allowed' });
    }
  });
});

describe('lists', () => {
  test('sorted by user_id unless told; sort turns it round and goes by other fields', async () => {
    const ids = async (query: string) => users(await read(`/users${query}`)).map((user) => user.user_id);
    const all = await ids('');
    expect(all).toHaveLength(6);
    expect(await ids('?sort=user_id:1')).toEqual(all);
    expect(await ids('?sort=user_id:-1')).toEqual(all.toReversed());
    expect((await ids('?sort=created_at:1'))[0]).toBe('oidc|con1|vera');
    expect((await ids('?sort=created_at:-1'))[0]).toBe('oauth2|con2|vera');
    expect([...(await ids('?sort=email:1'))].sort()).toEqual([...all].sort());
  });

  test('pages cut the list without loss or repetition, and the page after the last is empty', async () => {
    const all = users(await read('/users')).map((user) => user.user_id);
    const paged: string[] = [];
    for (let page = 0; page < 4; page += 1) {
      const found = users(await read(`/users?page=${page}&per_page=2`));
      expect(found.length).toBe(page < 3 ? 2 : 0);
      paged.push(...found.map((user) => user.user_id));
    }
    expect(paged).toEqual(all);
    expect(users(await read('/users?per_page=0'))).toEqual([]);
  });

  test('include_totals answers start, limit, length, users, total, in that order', async () => {
    const { body } = await read('/users?include_totals=true&page=1&per_page=4');
    expect(Object.keys(body)).toEqual(['start', 'limit', 'length', 'users', 'total']);
    expect(body).toMatchObject({ start: 4, limit: 4, length: 2, total: 6 });
    expect(body.users).toHaveLength(2);
    const { body: first } = await read('/users?include_totals=true');
    expect(first).toMatchObject({ start: 0, limit: 50, length: 6, total: 6 });
    expect(Array.isArray((await read('/users?include_totals=false')).body)).toBe(true);
  });

  test('the first 1,000 records can be paged through, and no further', async () => {
    expect((await read('/users?page=9&per_page=100')).status).toBe(200);
    for (const query of [
      'page=10&per_page=100',
      'page=20',
      'page=1000&per_page=1',
      'page=999999&include_totals=true',
    ]) {
      const { status, body } = await read(`/users?${query}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ statusCode: 400, error: 'Bad Request', errorCode: 'invalid_query_string' });
      expect(body.message).toMatch(/^You can only page through the first 1000 records/);
    }
  });

  test('fields keeps exactly what it names, include_fields=false leaves exactly that out', async () => {
    const keys = async (query: string) => Object.keys((await read(one('oidc|con1|zoe', query))).body).sort();
    const all = await keys('');
    expect(all).toContain('department');
    expect(await keys('?fields=user_id,email')).toEqual(['email', 'user_id']);
    expect(await keys('?fields=email&include_fields=true')).toEqual(['email']);
    expect(await keys('?fields=email,identities&include_fields=false')).toEqual(
      all.filter((name) => name !== 'email' && name !== 'identities'),
    );
    expect(await keys('?include_fields=false')).toEqual(all);
    expect(await keys('?fields=last_password_reset,blocked,multifactor')).toEqual([]);
  });

  test('by e-mail: exact and case-sensitive, always an array', async () => {
    const ids = async (email: string) =>
      users(await read(`/users-by-email?email=${encodeURIComponent(email)}`)).map((user) => user.user_id);
    expect(await ids('vera@example.com')).toEqual(['oauth2|con2|vera', 'oidc|con1|anna', 'oidc|con1|vera']);
    expect(await ids('Vera@example.com')).toEqual(['oidc|con1|zoe']);
    for (const nobody of ['VERA@EXAMPLE.COM', 'vera@example.co%', '%', "' or 1=1 --", 'vera@example.com ']) {
      expect(await ids(nobody)).toEqual([]);
    }
  });
});

describe("RS-14: validation errors in Auth0's form", () => {
  const list =
    'user_id,email,email_verified,username,phone_number,phone_verified,created_at,updated_at,identities,app_metadata,user_metadata,picture,name,nickname,given_name,family_name,last_ip,last_login,last_password_reset,multifactor,multifactor_last_modified,logins_count,blocked';
  const pattern = `String does not match pattern. Must be a comma separated list of the following values: ${list}`;
  const cases: Record<string, string> = {
    '/users?x=1': "Query validation error: 'Additional properties not allowed: x'.",
    '/users?x=1&y=2': "Query validation error: 'Additional properties not allowed: x, y'.",
    '/users?__proto__=1': "Query validation error: 'Additional properties not allowed: __proto__'.",
    '/users-by-email': "Query validation error: 'Missing required property: email'.",
    '/users?page=-1': "Query validation error: 'Expected type integer' on property page (Page number, from 0).",
    '/users?per_page=a':
      "Query validation error: 'Expected type integer' on property per_page (Users on a page. Default 50).",
    '/users?fields=nope': `Query validation error: '${pattern}' on property fields (Comma-separated list of root attributes).`,
    '/users?fields=': `Query validation error: '${pattern}' on property fields (Comma-separated list of root attributes).`,
  };
  test.each(Object.entries(cases))('RS-14: %s', async (path, message) => {
    const { status, body } = await read(path);
    expect(status).toBe(400);
    expect(body).toStrictEqual({ statusCode: 400, error: 'Bad Request', message, errorCode: 'invalid_query_string' });
  });

  test.each([
    'per_page=101',
    'page=1e3',
    'page=99999999999',
    'page=1.5',
    'include_totals=yes',
    'include_totals=1',
    'include_fields=',
    'sort=locale:1',
    'search_engine=v2',
    'q=',
    'sort=email',
    'sort=email:2',
    'sort=user_id:1&sort=user_id:1',
    'page=0&page=0',
    'page[]=1',
    'fields=email&fields=name',
  ])('RS-14: ?%s is refused', async (query) => {
    const { status, body } = await read(`/users?${query}`);
    expect(status).toBe(400);
    expect(body.errorCode).toBe('invalid_query_string');
    expect(body.message).toMatch(/^Query validation error: '.+'( on property \w+ \(.+\))?\.$/);
  });

  test('an e-mail address that is empty or endless', async () => {
    for (const email of ['', 'x'.repeat(321)]) {
      expect((await read(`/users-by-email?email=${email}`)).body.errorCode).toBe('invalid_query_string');
    }
  });
});

describe('what an IdP may do to the answers', () => {
  async function userOf(subject: string, userinfo: Record<string, unknown>) {
    idp.behave({ user: subject, userinfo });
    await signIn(broker);
    idp.behave({ user: 'vera', userinfo: {} });
    return read(one(`oidc|con1|${subject}`), tokens.profile);
  }

  test('T-D19: it cannot plant members that are ours', async () => {
    const { status, body } = await userOf('planter', {
      user_id: 'auth0|admin',
      identities: [{ access_token: 'x' }],
      app_metadata: { admin: true },
      user_metadata: { a: 1 },
      blocked: false,
      logins_count: 99,
      last_ip: '6.6.6.6',
      access_token: 'planted',
      refresh_token: 'planted',
      created_at: '2000-01-01T00:00:00.000Z',
      updated_at: 7,
      multifactor: ['x'],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ user_id: 'oidc|con1|planter', logins_count: 1, last_ip: '127.0.0.1' });
    for (const name of ['app_metadata', 'user_metadata', 'blocked', 'access_token', 'refresh_token', 'multifactor']) {
      expect(body).not.toHaveProperty(name);
    }
    expect((body as User).identities).toHaveLength(1);
    expect(Date.parse(String(body.created_at))).toBeGreaterThan(Date.UTC(2026, 0));
  });

  test('attributes of odd types do not break a read, alone or in the list', async () => {
    const { status, body } = await userOf('odd', {
      email: ['a@example.com'],
      email_verified: 'true',
      name: { first: 'x' },
      nickname: 7,
      picture: 'javascript:alert(1)',
      given_name: null,
      username: false,
      phone_number: 123,
      phone_verified: 'yes',
      nested: { deep: [{ er: '\u0000\ud800' }] },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ user_id: 'oidc|con1|odd' });
    expect(body).not.toHaveProperty('picture');
    expect((await read('/users')).status).toBe(200);
  });
});
