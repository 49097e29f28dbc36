import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeExpiredRows } from '../../src/storage/index.ts';
import {
  authorizeUrl,
  type Broker,
  configure,
  createVerifier,
  databaseKinds,
  getManagementToken,
  m2m,
  other,
  postToken,
  spa,
  startBroker,
  tenantFile,
  web,
  webCredentials,
} from '../broker/index.ts';

const few = {
  management: { requests: 5, seconds: 60 },
  token: { requests: 6, seconds: 60 },
  push: { requests: 5, seconds: 60 },
  push_address: { requests: 3, seconds: 60 },
  sign_in: { requests: 4, seconds: 60 },
  failures: { requests: 3, seconds: 60 },
};

function tenantWith(limits: object): string {
  return tenantFile('[]')
    .replace('tenant:', `tenant:\n  limits: ${JSON.stringify(limits)}`)
    .replace("'read:clients'", "'read:logs'");
}

/** Requests that come in through one trusted proxy, from this address. */
const through = (address: string) => ({ 'x-forwarded-for': address });

describe.each(databaseKinds)('limits over HTTP (%s)', (database) => {
  let broker: Broker;
  let management: string;
  beforeAll(async () => {
    broker = await startBroker({ database, tenant: tenantWith(few), config: { trustProxy: 1 } });
    management = await getManagementToken(broker);
  });
  afterAll(() => broker.close());
  // Every test has windows of its own.
  const nextWindow = () => broker.clock.advance(60_000);

  const ask = (path: string, headers: Record<string, string> = {}, token = management) =>
    fetch(`${broker.url}/api/v2${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });

  function headersOf({ headers }: { headers: Headers }) {
    return ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`) ?? Number.NaN));
  }

  test('RS-14: the Management API says how a client stands, and refuses it in its own shape', async () => {
    nextWindow();
    const statuses = [];
    for (let request = 0; request < 5; request += 1) {
      const answer = await ask('/users');
      statuses.push(answer.status);
      const [limit, remaining, reset] = headersOf(answer);
      expect([limit, remaining]).toEqual([5, 4 - request]);
      expect(reset! * 1000).toBeGreaterThan(broker.clock.now());
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    const refused = await ask('/users');
    expect({ status: refused.status, body: await refused.json() }).toEqual({
      status: 429,
      body: {
        ...{ statusCode: 429, error: 'Too Many Requests', message: 'Global limit has been reached' },
        errorCode: 'too_many_requests',
      },
    });
    expect(headersOf(refused).slice(0, 2)).toEqual([5, 0]);
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    // Where it comes from does not matter: it is the client that is counted.
    expect((await ask('/users', through('203.0.113.77'))).status).toBe(429);
    nextWindow();
    expect((await ask('/users')).status).toBe(200);
  });

  test('the token endpoint refuses a client in OAuth words, and no other client with it', async () => {
    nextWindow();
    const form = { grant_type: 'client_credentials', client_id: m2m.id, client_secret: m2m.secret };
    const wish = { ...form, audience: `${broker.issuer}api/v2/` };
    const answers = [];
    for (let request = 0; request < 7; request += 1) answers.push(await postToken(broker, wish));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429]);
    expect(headersOf(answers[0]!).slice(0, 2)).toEqual([6, 5]);
    expect(answers[6]!.body).toEqual({
      error: 'too_many_requests',
      error_description: 'Global limit has been reached',
    });
    expect(answers[6]!.headers.get('retry-after')).toMatch(/^\d+$/);
    const stranger = { ...wish, client_id: other.id, client_secret: other.secret };
    expect((await postToken(broker, stranger)).status).toBe(403);
    // Who only says that it is this client takes nothing from it.
    nextWindow();
    for (let request = 0; request < 3; request += 1) {
      await postToken(broker, { ...wish, client_secret: 'wrong' }, through('203.0.113.50'));
    }
    expect(headersOf(await postToken(broker, wish)).slice(0, 2)).toEqual([6, 5]);
  });

  test('failures count by address and place: guesses end, others go on', async () => {
    nextWindow();
    const guess = { ...webCredentials, grant_type: 'authorization_code', code: 'guess' };
    const from = through('203.0.113.1');
    const statuses = [];
    for (let request = 0; request < 4; request += 1) statuses.push((await postToken(broker, guess, from)).status);
    expect(statuses).toEqual([403, 403, 403, 429]);
    expect((await postToken(broker, guess, through('203.0.113.2'))).status).toBe(403);
    const userinfo = (headers: Record<string, string>) =>
      fetch(`${broker.url}/userinfo`, { headers: { authorization: 'Bearer guess', ...headers } });
    for (let request = 0; request < 3; request += 1) expect((await userinfo(from)).status).toBe(401);
    const refused = await userinfo(from);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('x-ratelimit-reset');
    for (let request = 0; request < 3; request += 1) expect((await ask('/users', from, 'guess')).status).toBe(401);
    expect((await ask('/users', from, 'guess')).status).toBe(429);
    expect((await ask('/users', through('203.0.113.2'))).status).toBe(200);
  });

  test('T-G16: who guesses stops nobody behind the same address who has what it takes', async () => {
    nextWindow();
    const from = through('203.0.113.1');
    const ours = { grant_type: 'client_credentials', client_id: m2m.id, client_secret: m2m.secret };
    const wish = { ...ours, audience: `${broker.issuer}api/v2/` };
    const user = await postToken(
      broker,
      { ...webCredentials, grant_type: 'refresh_token', refresh_token: 'guess' },
      from,
    );
    expect(user.status).toBe(403);
    for (let request = 0; request < 20; request += 1) {
      await postToken(broker, { ...wish, client_id: 'nobody' }, from);
      await ask('/users', from, 'x.y.z');
    }
    const wrong = await postToken(broker, { ...wish, client_secret: 'wrong' }, from);
    expect([wrong.status, wrong.body.error]).toEqual([429, 'too_many_requests']);
    expect(wrong.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await ask('/users', from, 'x.y.z')).status).toBe(429);
    expect((await postToken(broker, wish, from)).status).toBe(200);
    expect((await ask('/users', from)).status).toBe(200);
  });

  test('T-G16: a secret that somebody could hit upon does not pass while it is guessed at', async () => {
    nextWindow();
    const short = { client_id: 'short', client_secret: 'hunter2' };
    const client = { name: 'short', ...short, grant_types: ['client_credentials'] };
    const grant = { client_id: 'short', audience: 'https://tenant.auth0.com/api/v2/', scope: ['read:users'] };
    await configure(broker.app, JSON.stringify({ clients: [client], clientGrants: [grant] }));
    const from = through('203.0.113.1');
    const wish = { grant_type: 'client_credentials', audience: `${broker.issuer}api/v2/`, ...short };
    expect((await postToken(broker, wish, from)).status).toBe(200);
    const statuses = [];
    for (const client_secret of ['hunter0', 'hunter1', 'hunter3', 'hunter4', 'hunter2']) {
      statuses.push((await postToken(broker, { ...wish, client_secret }, from)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await postToken(broker, wish, through('203.0.113.2'))).status).toBe(200);
  });

  test('failures beyond the limit are no entries of the log', async () => {
    nextWindow();
    const guess = { ...webCredentials, grant_type: 'refresh_token', refresh_token: 'guess' };
    for (let request = 0; request < 6; request += 1) await postToken(broker, guess, through('198.51.100.77'));
    nextWindow();
    const query = encodeURIComponent('ip:198.51.100.77');
    const entries = (await (await ask(`/logs?q=${query}`)).json()) as Record<string, unknown>[];
    expect(entries.map(({ type }) => type).sort()).toEqual(['api_limit', 'fertft', 'fertft', 'fertft']);
  });

  test('R-41: nonsense that anybody may send is counted as guesses are, and fills no log', async () => {
    nextWindow();
    const from = through('198.51.100.78');
    const body = 'grant_type=client_credentials&a=1&a=2';
    const send = () =>
      fetch(`${broker.url}/oauth/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'x'.repeat(2_000), ...from },
        body,
      });
    const statuses = [];
    for (let request = 0; request < 6; request += 1) statuses.push((await send()).status);
    expect(statuses).toEqual([400, 400, 400, 429, 429, 429]);
    const write = () => fetch(`${broker.url}/api/v2/users`, { method: 'POST', headers: from });
    for (let request = 0; request < 6; request += 1) statuses.push((await write()).status);
    expect(statuses.slice(6)).toEqual([401, 401, 401, 429, 429, 429]);
    nextWindow();
    const query = encodeURIComponent('ip:198.51.100.78');
    const entries = (await (await ask(`/logs?q=${query}`)).json()) as Record<string, unknown>[];
    const types = entries.map(({ type }) => type).sort();
    expect(types).toEqual(['api_limit', 'api_limit', ...Array(3).fill('fapi'), ...Array(3).fill('feccft')]);
    for (const { user_agent } of entries) expect(String(user_agent ?? '').length).toBeLessThanOrEqual(500);
  });

  async function push(form: Record<string, string>, address: string) {
    const body = new URLSearchParams({ response_type: 'code', scope: 'openid', ...form });
    const answer = await fetch(`${broker.url}/oauth/par`, { method: 'POST', body, headers: through(address) });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
  }
  const countPushed = () => broker.app.tenant.store.db.selectFrom('pushed_requests').selectAll().execute();

  test('AS-40: pushed requests of a client under flood are answered 429, and what is stored ends with its minute', async () => {
    nextWindow();
    const ours = { ...webCredentials, redirect_uri: web.callback };
    const answers = [];
    for (let request = 0; request < 8; request += 1) answers.push(await push(ours, `203.0.113.${request}`));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 429, 429, 429]);
    expect(answers[7]!.body.error).toBe('too_many_requests');
    expect(answers[7]!.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(headersOf(answers[4]!).slice(0, 2)).toEqual([5, 0]);
    expect(await countPushed()).toHaveLength(5);
    // A request that would be refused uses the budget up as well: it costs as much to look at.
    expect((await push({ ...ours, redirect_uri: 'https://evil.example/' }, '203.0.113.1')).status).toBe(429);
    expect((await push({ ...ours, client_id: other.id, client_secret: other.secret }, '203.0.113.1')).status).toBe(400);
    nextWindow();
    await removeExpiredRows(broker.app.tenant.store.db, broker.clock.now());
    expect(await countPushed()).toEqual([]);
    expect((await push(ours, '203.0.113.1')).status).toBe(201);
  });

  test('AS-40: one address cannot use up the pushes of a public client, and many together fill no store', async () => {
    nextWindow();
    const { challenge } = createVerifier();
    const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
    const ours = { client_id: spa.id, redirect_uri: spa.callback, ...pkce };
    const statuses = [];
    for (let request = 0; request < 5; request += 1) statuses.push((await push(ours, '203.0.113.1')).status);
    expect(statuses).toEqual([201, 201, 201, 429, 429]);
    expect((await push(ours, '203.0.113.2')).status).toBe(201);
    expect((await push(ours, '203.0.113.3')).status).toBe(201);
    expect((await push(ours, '203.0.113.4')).status).toBe(429);
  });

  test('T-G16: sign-in pages count by address; neither a forged header nor the rest of a /64 walks around it', async () => {
    const visit = async (forwarded: string) =>
      (await fetch(authorizeUrl(broker), { redirect: 'manual', headers: through(forwarded) })).status;
    const visits = async (addresses: readonly string[]) => {
      nextWindow();
      const statuses = [];
      for (const address of addresses) statuses.push(await visit(address));
      return statuses;
    };
    // What stands before the proxy's own word is the visitor's invention.
    const forged = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5'].map((one) => `${one}, 198.51.100.9`);
    expect(await visits(forged)).toEqual([302, 302, 302, 302, 429]);
    const neighbours = ['::1', '::2', 'aaaa:bbbb:cccc:dddd', ':9::9', '::ffff'].map((end) =>
      end.startsWith('aaaa') ? `2001:db8:1:2:${end}` : `2001:db8:1:2${end}`,
    );
    expect(await visits(neighbours)).toEqual([302, 302, 302, 302, 429]);
    expect(await visits([...neighbours.slice(0, 4), '2001:db8:1:3::1'])).toEqual([302, 302, 302, 302, 302]);
    expect(await visits(['::ffff:198.51.100.9', ...Array(4).fill('198.51.100.9')])).toEqual([302, 302, 302, 302, 429]);
  });

  test('a refusal on a page is a page, with the time to wait', async () => {
    nextWindow();
    let answer: Response | undefined;
    for (let request = 0; request < 5; request += 1) answer = await fetch(authorizeUrl(broker), { redirect: 'manual' });
    expect(answer?.status).toBe(429);
    expect(answer?.headers.get('content-type')).toContain('text/html');
    expect(answer?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(headersOf(answer!).slice(0, 2)).toEqual([4, 0]);
  });

  test('a limit that was reached is logged once in a window', async () => {
    nextWindow();
    for (let request = 0; request < 9; request += 1) await ask('/users');
    nextWindow();
    const query = encodeURIComponent('type:api_limit AND client_id:m2m');
    const [entry, ...before] = (await (await ask(`/logs?q=${query}`)).json()) as Record<string, unknown>[];
    expect(entry).toMatchObject({ type: 'api_limit', client_id: 'm2m', details: { limit: 'management', value: 5 } });
    const times = [entry!, ...before].map(({ date }) => Math.floor(Date.parse(String(date)) / 60_000));
    const named = [entry!, ...before].map(({ details }) => JSON.stringify(details));
    expect(new Set(times.map((time, index) => `${time} ${named[index]}`)).size).toBe(times.length);
  });
});

test('T-G16: without a trusted proxy a forwarded header is nobody', async () => {
  const broker = await startBroker({ tenant: tenantWith(few) });
  const statuses = [];
  for (let request = 0; request < 5; request += 1) {
    const headers = { 'x-forwarded-for': `203.0.113.${request}`, forwarded: `for=203.0.113.${request}` };
    statuses.push((await fetch(authorizeUrl(broker), { redirect: 'manual', headers })).status);
  }
  expect(statuses).toEqual([302, 302, 302, 302, 429]);
  await broker.close();
});

test('switched off, nothing is limited and no budget is told', async () => {
  const broker = await startBroker({ tenant: tenantWith({ ...few, enabled: false }) });
  const management = await getManagementToken(broker);
  for (let request = 0; request < 8; request += 1) {
    const answer = await fetch(`${broker.url}/api/v2/users`, { headers: { authorization: `Bearer ${management}` } });
    expect([answer.status, answer.headers.get('x-ratelimit-limit')]).toEqual([200, null]);
  }
  await broker.close();
});

test('a changed limit holds within a second, without a restart', async () => {
  const broker = await startBroker({ tenant: tenantWith({ ...few, management: { requests: 1000, seconds: 60 } }) });
  const management = await getManagementToken(broker);
  const ask = () => fetch(`${broker.url}/api/v2/users`, { headers: { authorization: `Bearer ${management}` } });
  for (let request = 0; request < 3; request += 1) expect((await ask()).status).toBe(200);
  await configure(broker.app, tenantWith({ ...few, management: { requests: 2, seconds: 60 } }));
  const statuses = [];
  for (let request = 0; request < 3; request += 1) statuses.push((await ask()).status);
  expect(statuses).toEqual([200, 200, 429]);
  await broker.close();
});
