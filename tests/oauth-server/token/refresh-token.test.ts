import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  api,
  type Broker,
  configure,
  createTestClock,
  databaseKinds,
  decodeClaims,
  oidcConnection,
  postToken,
  redeem,
  signIn,
  spa,
  startBroker,
  tenantFile,
  web,
} from '../../broker/index.ts';
import { startTestIdp, type TestIdp } from '../../idps/index.ts';

const callback = 'http://127.0.0.1:9/more';
const expiring = {
  rotation_type: 'rotating',
  expiration_type: 'expiring',
  token_lifetime: 86_400,
  idle_token_lifetime: 3600,
};
const settings: Record<string, object> = {
  rotating: { ...expiring, leeway: 0 },
  lenient: { ...expiring, leeway: 30 },
  idling: { ...expiring, rotation_type: 'non-rotating' },
  endless: { ...expiring, leeway: 0, infinite_token_lifetime: true, infinite_idle_token_lifetime: true },
};
const more = JSON.stringify({
  clients: Object.entries(settings).map(([name, refresh_token]) => ({
    name,
    client_id: name,
    client_secret: `${name}-secret`,
    callbacks: [callback],
    grant_types: ['authorization_code', 'refresh_token'],
    refresh_token,
  })),
});

const clock = createTestClock();
let idp: TestIdp;
let broker: Broker;

beforeAll(async () => {
  idp = await startTestIdp({ clock });
  // PostgreSQL where there is one: the races are harder there.
  broker = await startBroker({ tenant: tenantFile('[]'), clock, database: databaseKinds.at(-1)! });
  const online = { name: 'codes', client_id: 'codes', client_secret: 'codes-secret', callbacks: [callback] };
  const file = JSON.parse(more);
  file.clients.push({ ...online, grant_types: ['authorization_code'] });
  file.resourceServers = [
    { name: 'Online API', identifier: 'https://online.example', scopes: [{ value: 'read:news' }] },
  ];
  await configure(broker.app, JSON.stringify(file));
  const everybody = `[web, spa, other, codes, ${Object.keys(settings).join(', ')}]`;
  await configure(broker.app, `connections: ${oidcConnection('con1', idp, everybody)}`);
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

const invalid = {
  status: 403,
  body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
};

function secretOf(client: string): Record<string, string> {
  if (client === spa.id) return { client_id: spa.id };
  return { client_id: client, client_secret: client === web.id ? web.secret : `${client}-secret` };
}

/** The first tokens of a new grant of this client. */
async function start(client: string, scope = 'openid profile offline_access', more = {}): Promise<Answer['body']> {
  const redirect_uri = client === web.id ? web.callback : callback;
  const { code } = await signIn(broker, { client_id: client, redirect_uri, scope, ...more });
  const { status, body } = await redeem(broker, code!, { ...secretOf(client), redirect_uri });
  expect(status).toBe(200);
  return body;
}

function refresh(client: string, token: unknown, more: Record<string, string> = {}): Promise<Answer> {
  const form = { grant_type: 'refresh_token', refresh_token: String(token), ...secretOf(client) };
  return postToken(broker, { ...form, ...more });
}

async function userinfoStatus(token: unknown): Promise<number> {
  const response = await fetch(`${broker.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status;
}

/** Replaced tokens were replaced so much longer ago: the clock of PostgreSQL is no test's to move. */
async function ageReplaced(milliseconds: number): Promise<void> {
  await broker.app.tenant.store.db
    .updateTable('refresh_tokens')
    .set((eb) => ({ rotated_at: eb('rotated_at', '-', milliseconds) }))
    .where('rotated_at', 'is not', null)
    .execute();
}

const minute = 60_000;
const hour = 60 * minute;

describe('who gets a refresh token', () => {
  test('with offline_access and the grant type: 256 bits of text', async () => {
    const { refresh_token, scope } = await start(web.id);
    expect(refresh_token).toMatch(/^[\w-]{43}$/);
    expect(scope).toBe('openid profile offline_access');
  });

  test('without offline_access: none', async () => {
    expect(await start(web.id, 'openid profile')).not.toHaveProperty('refresh_token');
  });

  test('without the grant type refresh_token: none', async () => {
    expect(await start('codes')).not.toHaveProperty('refresh_token');
  });

  test('for an API that does not allow offline access: none, and the scope does not pretend', async () => {
    const tokens = await start(web.id, 'openid offline_access read:news', { audience: 'https://online.example' });
    expect(tokens).not.toHaveProperty('refresh_token');
    expect(tokens.scope).toBe('openid read:news');
  });

  test('for an API that allows it: one', async () => {
    const tokens = await start(web.id, 'openid offline_access read:things', { audience: api });
    expect(tokens.refresh_token).toBeDefined();
  });

  test('RS-10: for the Management API: none, because what a user may do there ends with the token', async () => {
    const audience = `${broker.issuer}api/v2/`;
    const tokens = await start(web.id, 'openid offline_access read:current_user', { audience });
    expect(tokens).not.toHaveProperty('refresh_token');
  });
});

describe('tokens that do not rotate', () => {
  test('the answer brings no refresh token, and the old one works again and again', async () => {
    const { refresh_token, id_token } = await start(web.id);
    for (let round = 0; round < 3; round += 1) {
      const { status, body } = await refresh(web.id, refresh_token);
      expect(status).toBe(200);
      expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'id_token', 'scope', 'token_type']);
      expect(decodeClaims(body.id_token).sub).toBe(decodeClaims(id_token).sub);
      expect(await userinfoStatus(body.access_token)).toBe(200);
    }
  });

  test('a token that does not expire works after a year', async () => {
    const { refresh_token } = await start(web.id);
    clock.advance(365 * 24 * hour);
    expect((await refresh(web.id, refresh_token)).status).toBe(200);
  });

  test('the idle limit moves with every use, and the absolute one does not', async () => {
    const { refresh_token } = await start('idling');
    for (let used = 0; used < 26; used += 1) {
      clock.advance(55 * minute);
      expect((await refresh('idling', refresh_token)).status).toBe(200);
    }
    // 26 x 55 minutes are 23 h 50 min: the 24 hours end within the idle time.
    clock.advance(15 * minute);
    expect(await refresh('idling', refresh_token)).toMatchObject(invalid);
  });

  test('an unused token dies at its idle limit, to the second', async () => {
    const [one, two] = [await start('idling'), await start('idling')];
    clock.advance(hour - 10_000);
    expect((await refresh('idling', one.refresh_token)).status).toBe(200);
    clock.advance(10_000);
    expect(await refresh('idling', two.refresh_token)).toMatchObject(invalid);
  });
});

describe('tokens that rotate', () => {
  test('AS-33: each use gives a new token; the new one works and the spent one ends the whole family', async () => {
    const first = await start('rotating');
    const second = (await refresh('rotating', first.refresh_token)).body;
    expect(second.refresh_token).toMatch(/^[\w-]{43}$/);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = (await refresh('rotating', second.refresh_token)).body;
    expect(await userinfoStatus(third.access_token)).toBe(200);

    expect(await refresh('rotating', first.refresh_token)).toMatchObject(invalid);
    expect(await refresh('rotating', third.refresh_token)).toMatchObject(invalid);
    for (const { access_token } of [first, second, third]) expect(await userinfoStatus(access_token)).toBe(401);
  });

  test('AS-33: the end of one family leaves the other grants of the user alone', async () => {
    const [one, two] = [await start('rotating'), await start('rotating')];
    await refresh('rotating', one.refresh_token);
    expect(await refresh('rotating', one.refresh_token)).toMatchObject(invalid);
    expect((await refresh('rotating', two.refresh_token)).status).toBe(200);
  });

  test('AS-33: reuse that asks for too much scope is reuse all the same', async () => {
    const first = await start('rotating');
    const second = (await refresh('rotating', first.refresh_token)).body;
    expect(await refresh('rotating', first.refresh_token, { scope: 'openid email' })).toMatchObject(invalid);
    expect(await refresh('rotating', second.refresh_token)).toMatchObject(invalid);
  });

  test('AS-33: a public client rotates whatever its settings say', async () => {
    const client = { name: 'spa', client_id: spa.id, refresh_token: { rotation_type: 'non-rotating' } };
    await configure(broker.app, JSON.stringify({ clients: [client] }));
    const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
    const { code } = await signIn(broker, {
      client_id: spa.id,
      redirect_uri: spa.callback,
      scope: 'openid offline_access',
      ...challenge,
    });
    const first = await postToken(broker, {
      grant_type: 'authorization_code',
      client_id: spa.id,
      redirect_uri: spa.callback,
      code: code!,
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    });
    const second = await refresh(spa.id, first.body.refresh_token);
    expect(second.body.refresh_token).toMatch(/^[\w-]{43}$/);
    expect(await refresh(spa.id, first.body.refresh_token)).toMatchObject(invalid);
    expect(await refresh(spa.id, second.body.refresh_token)).toMatchObject(invalid);
  });

  test('AS-33: of ten uses at once without leeway one wins, and then the family is dead', async () => {
    const { refresh_token } = await start('rotating');
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh('rotating', refresh_token)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(await refresh('rotating', winners[0]!.body.refresh_token)).toMatchObject(invalid);
  });

  test('within the leeway a spent token is good for another, also ten times at once; after it the family dies', async () => {
    const { refresh_token } = await start('lenient');
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh('lenient', refresh_token)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    const given = answers.map(({ body }) => body.refresh_token);
    expect(new Set(given).size).toBe(10);
    await ageReplaced(20_000);
    // Another use does not start the leeway anew.
    expect((await refresh('lenient', refresh_token)).status).toBe(200);
    await ageReplaced(11_000);
    expect(await refresh('lenient', refresh_token)).toMatchObject(invalid);
    expect(await refresh('lenient', given[0])).toMatchObject(invalid);
  });

  test('AS-33: a clock that was set back makes no spent token good again', async () => {
    for (const client of ['rotating', 'lenient']) {
      const { refresh_token } = await start(client);
      const { body } = await refresh(client, refresh_token);
      await ageReplaced(-60_000);
      expect(await refresh(client, refresh_token)).toMatchObject(invalid);
      expect(await refresh(client, body.refresh_token)).toMatchObject(invalid);
    }
  });

  test('rotation does not lengthen the absolute life', async () => {
    let { refresh_token: token } = await start('rotating');
    for (let used = 0; used < 26; used += 1) {
      clock.advance(55 * minute);
      const { status, body } = await refresh('rotating', token);
      expect(status).toBe(200);
      token = body.refresh_token;
    }
    clock.advance(15 * minute);
    expect(await refresh('rotating', token)).toMatchObject(invalid);
  });

  test('an unused token dies at its idle limit', async () => {
    const { refresh_token } = await start('rotating');
    clock.advance(hour + 1000);
    expect(await refresh('rotating', refresh_token)).toMatchObject(invalid);
  });

  test('with infinite lifetimes neither limit applies', async () => {
    const { refresh_token } = await start('endless');
    clock.advance(200 * 24 * hour);
    expect((await refresh('endless', refresh_token)).status).toBe(200);
  });

  test('a grant outlives the cleaning of expired rows as long as its refresh token lives', async () => {
    const { removeExpiredRows } = await import('../../../src/storage/index.ts');
    const [rotating, forEver] = [await start('rotating'), await start(web.id)];
    clock.advance(30 * minute);
    await removeExpiredRows(broker.app.tenant.store.db, clock.now());
    expect((await refresh('rotating', rotating.refresh_token)).status).toBe(200);
    clock.advance(365 * 24 * hour);
    await removeExpiredRows(broker.app.tenant.store.db, clock.now());
    expect((await refresh(web.id, forEver.refresh_token)).status).toBe(200);
  });
});

describe('scope and owner', () => {
  test('AS-32: a wider scope is 400 invalid_scope, and the token is as good as before', async () => {
    const { refresh_token } = await start('rotating', 'openid offline_access');
    const { status, body } = await refresh('rotating', refresh_token, { scope: 'openid email' });
    expect(status).toBe(400);
    expect(body.error).toBe('invalid_scope');
    expect((await refresh('rotating', refresh_token)).status).toBe(200);
  });

  test('AS-32: a narrower scope narrows this access token only', async () => {
    const { refresh_token } = await start(web.id, 'openid offline_access read:things write:things', { audience: api });
    const narrow = (await refresh(web.id, refresh_token, { scope: 'read:things' })).body;
    expect(narrow.scope).toBe('read:things');
    expect(decodeClaims(narrow.access_token)).toMatchObject({ scope: 'read:things', aud: api });
    expect(narrow).not.toHaveProperty('id_token');
    const wide = (await refresh(web.id, refresh_token)).body;
    expect(decodeClaims(wide.access_token).scope).toBe('openid offline_access read:things write:things');
  });

  test('AS-32: the token of another client is invalid_grant, and stays good for its owner', async () => {
    const { refresh_token } = await start('rotating');
    expect(await refresh(web.id, refresh_token)).toMatchObject(invalid);
    expect(await refresh('lenient', refresh_token)).toMatchObject(invalid);
    expect((await refresh('rotating', refresh_token)).status).toBe(200);
  });

  test.each(['x', 'a'.repeat(100_000), '\u0000', 'null', "' or 1=1 --"])(
    'what is no refresh token is 403 invalid_grant "Unknown or invalid refresh token." (%#)',
    async (token) => {
      expect(await refresh(web.id, token)).toMatchObject(invalid);
    },
  );

  test('no refresh_token: 400 Missing required parameter', async () => {
    const { status, body } = await postToken(broker, { grant_type: 'refresh_token', ...secretOf(web.id) });
    expect(status).toBe(400);
    expect(body).toEqual({
      error: 'invalid_request',
      error_description: 'Missing required parameter: refresh_token',
    });
  });

  test('access token, ID token and code are no refresh tokens', async () => {
    const { access_token, id_token } = await start(web.id);
    const { code } = await signIn(broker);
    for (const token of [access_token, id_token, code]) expect(await refresh(web.id, token)).toMatchObject(invalid);
  });

  test('a blocked user gets no new tokens, and neither does one that was deleted', async () => {
    const { refresh_token, id_token } = await start(web.id, 'openid offline_access', { login_hint: 'blocked' });
    const { sub } = decodeClaims(id_token);
    expect(sub).toBe('oidc|con1|blocked');
    const { db } = broker.app.tenant.store;
    await db.updateTable('users').set({ blocked: 1 }).where('user_id', '=', String(sub)).execute();
    expect(await refresh(web.id, refresh_token)).toMatchObject(invalid);
    await db.updateTable('users').set({ blocked: null }).where('user_id', '=', String(sub)).execute();
    expect((await refresh(web.id, refresh_token)).status).toBe(200);
    await db.deleteFrom('users').where('user_id', '=', String(sub)).execute();
    expect(await refresh(web.id, refresh_token)).toMatchObject(invalid);
  });

  test('the ID token of a refresh is about the same sign-in: sub, sid, aud and iss stay, iat moves', async () => {
    const first = await start(web.id, 'openid offline_access', { nonce: 'n-1', max_age: '100000' });
    clock.advance(hour);
    const second = (await refresh(web.id, first.refresh_token)).body;
    const [before, after] = [decodeClaims(first.id_token), decodeClaims(second.id_token)];
    for (const name of ['sub', 'sid', 'aud', 'iss', 'auth_time']) expect(after[name], name).toBe(before[name]);
    expect(before.auth_time).toBeTypeOf('number');
    expect(Number(after.iat) - Number(before.iat)).toBeGreaterThanOrEqual(3600);
    expect(after.at_hash).not.toBe(before.at_hash);
  });
});

describe('AS-38, AS-39: revocation', () => {
  function revoke(form: Record<string, string>, json = false): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    const init = json ? { body: JSON.stringify(form), headers } : { body: new URLSearchParams(form) };
    return fetch(`${broker.url}/oauth/revoke`, { method: 'POST', ...init });
  }

  test.each([false, true])(
    'AS-39: ends the family and the access tokens that are checked online (JSON: %s)',
    async (json) => {
      const first = await start('rotating');
      const second = (await refresh('rotating', first.refresh_token)).body;
      const response = await revoke({ ...secretOf('rotating'), token: String(second.refresh_token) }, json);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('');
      expect(await refresh('rotating', second.refresh_token)).toMatchObject(invalid);
      for (const { access_token } of [first, second]) expect(await userinfoStatus(access_token)).toBe(401);
    },
  );

  test('AS-38: unknown and already revoked tokens: 200 and nothing else', async () => {
    const { refresh_token } = await start(web.id);
    for (const token of [String(refresh_token), String(refresh_token), 'unknown', 'a.b.c']) {
      const response = await revoke({ ...secretOf(web.id), token });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('');
    }
  });

  test("AS-38: another client's token is refused and keeps working for its owner", async () => {
    const { refresh_token } = await start('rotating');
    const response = await revoke({ ...secretOf(web.id), token: String(refresh_token) });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh('rotating', refresh_token)).status).toBe(200);
  });

  test('AS-38: a confidential client must prove itself, and a token must be named', async () => {
    const { refresh_token } = await start(web.id);
    const unproven = await revoke({ client_id: web.id, token: String(refresh_token) });
    expect(unproven.status).toBe(401);
    expect((await refresh(web.id, refresh_token)).status).toBe(200);
    const empty = await revoke(secretOf(web.id));
    expect(empty.status).toBe(400);
    expect(await empty.json()).toEqual({
      error: 'invalid_request',
      error_description: 'Missing required parameter: token',
    });
  });

  test('AS-38: access tokens cannot be revoked by themselves: 400 unsupported_token_type when the hint says so', async () => {
    const { access_token } = await start(web.id);
    const form = { ...secretOf(web.id), token: String(access_token) };
    const refused = await revoke({ ...form, token_type_hint: 'access_token' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: 'unsupported_token_type' });
    expect(await userinfoStatus(access_token)).toBe(200);
  });
});
