import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listLogs, listLogsAfter, parseLogQuery } from '../../src/logs/index.ts';
import { findTexts } from '../../src/logs/search/find-text.ts';
import { timeOfLogId } from '../../src/vault/index.ts';
import { createBrowser, databaseKinds, getTokens, postToken, signIn, webCredentials } from '../broker/index.ts';
import { type LogWorld, startWorld } from './set-up.ts';

type Json = Record<string, unknown>;

describe.each(databaseKinds)('the tenant log over the Management API (%s)', (database) => {
  let world: LogWorld;
  beforeAll(async () => {
    world = await startWorld(database);
    const browser = createBrowser();
    await signIn(world.broker, {}, browser);
    await browser.get(`${world.broker.url}/v2/logout?client_id=web`);
    world.idp.behave({ user: 'max' });
    await getTokens(world.broker, { prompt: 'login' });
    await postToken(world.broker, { grant_type: 'authorization_code', ...webCredentials, code: 'x' });
    // Readings of tokens are written at once, the other log a moment later.
    await world.broker.app.tenantLog.flush();
    await world.ask('/users/oidc%7Ccon1%7Cvera');
  });
  afterAll(() => world.close());

  const typesOf = (entries: readonly Json[]) => entries.map(({ type }) => type);

  test('what just happened is there, the newest first, with the readings of tokens in their place', async () => {
    const entries = await world.entries();
    expect(typesOf(entries)).toEqual([...['mgmt_api_read', 'feacft', 'seacft', 's', 'ss', 'slo', 's', 'ss', 'seccft']]);
    const ids = entries.map(({ log_id }) => String(log_id));
    expect(ids.every((id) => /^\d{30}$/.test(id))).toBe(true);
    expect(ids.toSorted().toReversed()).toEqual(ids);
    expect(entries[0]).toMatchObject({
      client_id: 'm2m',
      user_id: 'oidc|con1|vera',
      details: { accessedSecrets: ['identities[0].access_token'] },
    });
    expect(typesOf(await world.entries('?sort=date:1&per_page=2'))).toEqual(['seccft', 'ss']);
  });

  test.each([
    ['type:s', ['s', 's']],
    ['type:(s OR ss)', ['s', 'ss', 's', 'ss']],
    ['type:s AND user_id:"oidc|con1|max"', ['s']],
    ['user_id:"oidc|con1|vera" AND (type:slo OR type:mgmt_api_read)', ['mgmt_api_read', 'slo']],
    ['client_id:m2m', ['mgmt_api_read', 'seccft']],
    ['client_id:m2m AND type:s', []],
    ['type:s AND type:f', []],
    ['connection:con1 AND type:ss', ['ss', 'ss']],
    ['ip:127.0.0.1 AND type:slo', ['slo']],
    ['date:[2020-01-01 TO 2020-12-31]', []],
    ['type:slo AND date:[2020-01-01 TO *]', ['slo']],
    ['"OIDC|con1|MAX"', ['seacft', 's', 'ss']],
    ['con1 AND 127.0.0.1 AND type:ss', ['ss', 'ss']],
    ['feacft OR type:slo', ['feacft', 'slo']],
    ['"identities[0].access_token"', ['mgmt_api_read']],
    ['"stands nowhere"', []],
    // The name of a member, in no value.
    ['user_agent', []],
    ['type:slo AND date:{* TO "2020-01-01T00:00:00.000Z"}', []],
  ])('q=%s finds %j', async (q, expected) => {
    expect(typesOf(await world.entries(`?q=${encodeURIComponent(q)}`))).toEqual(expected);
    expect(typesOf(await world.entries(`?search=${encodeURIComponent(q)}`))).toEqual(expected);
  });

  test.each([
    'user_name:x',
    'NOT type:s',
    'NOT vera',
    '-vera',
    've*',
    '""',
    '" "',
    'vera max',
    'type:s*',
    'type:',
    'type:s type:f',
    '(type:s',
    'date:[yesterday TO *]',
    `${'('.repeat(60)}type:s${')'.repeat(60)}`,
    Array.from({ length: 20 }, (_, one) => `type:t${one}`).join(' OR '),
    '"',
    '\\',
    ':::',
  ])('q=%s is refused in words', async (q) => {
    const { status, body } = await world.ask(`/logs?q=${encodeURIComponent(q)}`);
    expect({ status, body }).toMatchObject({ status: 400, body: { errorCode: 'invalid_query_string' } });
  });

  test('pages by offset, with and without totals; deeper than 1,000 is refused', async () => {
    expect(await world.ask('/logs?page=1&per_page=2&include_totals=true')).toMatchObject({
      status: 200,
      body: { start: 2, limit: 2, length: 2, total: 9, logs: [{ type: 'seacft' }, { type: 's' }] },
    });
    expect(await world.entries('?page=9')).toEqual([]);
    expect((await world.ask('/logs?page=20&per_page=50')).status).toBe(400);
    expect(await world.entries('?fields=type,date&per_page=1')).toEqual([
      { type: 'mgmt_api_read', date: expect.any(String) },
    ]);
    expect(await world.ask('/logs?fields=secret')).toMatchObject({ status: 400 });
  });

  /** The addresses of a Link header, by their relation and below the API. */
  const linksOf = ({ headers }: { headers: Headers }) =>
    Object.fromEntries(
      [...(headers.get('link') ?? '').matchAll(/<([^>]+)>; rel="(\w+)"/g)].map(([, address = '', relation = '']) => [
        relation,
        address.replace(`${world.broker.issuer}api/v2`, ''),
      ]),
    );

  test('a page says where the others are, as Auth0 does, and whoever follows sees every entry once', async () => {
    const user = '/users/oidc%7Ccon1%7Cvera/logs';
    const only = await world.ask(`${user}?per_page=50`);
    expect(linksOf(only)).toEqual({ first: `${user}?per_page=50&page=0`, last: `${user}?per_page=50&page=0` });
    expect(only.headers.get('link')).toBe(
      `<${world.broker.issuer}api/v2${user}?per_page=50&page=0>; rel="first", ` +
        `<${world.broker.issuer}api/v2${user}?per_page=50&page=0>; rel="last"`,
    );
    const seen: unknown[] = [];
    for (let path: string | undefined = `${user}?per_page=2&sort=date:1`; path !== undefined; ) {
      const page = await world.ask(path);
      seen.push(...typesOf(page.body as Json[]));
      path = linksOf(page).next;
    }
    expect(seen).toEqual(['ss', 's', 'slo', 'mgmt_api_read']);
    const kept = 'include_totals=true&q=type%3As&sort=date%3A1&per_page=1&page=';
    expect(linksOf(await world.ask('/logs?q=type:s&page=1&per_page=1&sort=date:1&include_totals=true'))).toEqual({
      ...{ first: `/logs?${kept}0`, prev: `/logs?${kept}0`, last: `/logs?${kept}1` },
    });
    // Past the end, and of nothing.
    expect(linksOf(await world.ask('/logs?page=7&per_page=5'))).toEqual({
      ...{ first: '/logs?per_page=5&page=0', prev: '/logs?per_page=5&page=1', last: '/logs?per_page=5&page=1' },
    });
    expect(linksOf(await world.ask('/users/nobody%2F1/logs'))).toEqual({
      ...{ first: '/users/nobody%2F1/logs?per_page=50&page=0', last: '/users/nobody%2F1/logs?per_page=50&page=0' },
    });
  });

  test('a text is counted too and paged, and does not go with reading on', async () => {
    const text = encodeURIComponent('con1');
    const all = await world.entries(`?q=${text}`);
    expect(await world.ask(`/logs?q=${text}&page=1&per_page=2&include_totals=true`)).toMatchObject({
      status: 200,
      body: { start: 2, limit: 2, length: 2, total: all.length, logs: [all[2], all[3]] },
    });
    expect(await world.ask(`/logs?q=${text}&take=5`)).toMatchObject({ status: 400 });
  });

  test('read on from an entry: each entry once, the oldest first, by the Link header', async () => {
    const { broker, ask } = world;
    broker.clock.advance(3_000);
    const seen: unknown[] = [];
    for (let path: string | undefined = '/logs?take=4'; path !== undefined; ) {
      const { body, headers } = await ask(path);
      seen.push(...typesOf(body as Json[]));
      const [, next] = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '') ?? [];
      path = (body as Json[]).length > 0 ? next?.slice(`${broker.issuer}api/v2`.length) : undefined;
      expect(next).toContain(`${broker.issuer}api/v2/logs?from=`);
    }
    const all = await world.entries('?sort=date:1');
    expect(seen).toEqual(typesOf(all));
  });

  test('who reads on is not told of the last two seconds, in which another node may still write', async () => {
    const { tenant } = world.broker.app;
    const [newest] = await listLogs(tenant, [], { order: 'desc', limit: 1 });
    const written = timeOfLogId(String(newest?.log_id));
    const at = (time: number) => listLogsAfter({ ...tenant, clock: { now: () => time } }, [], { limit: 100 });
    expect((await at(written + 2_000)).map(({ log_id }) => log_id)).not.toContain(newest?.log_id);
    expect((await at(written + 2_001)).map(({ log_id }) => log_id)).toContain(newest?.log_id);
  });

  test('one entry, of either log, and none', async () => {
    for (const entry of (await world.entries()).slice(0, 2)) {
      expect(await world.ask(`/logs/${entry.log_id}`)).toMatchObject({ status: 200, body: entry });
    }
    expect(await world.ask('/logs/900000000000000000000000000000')).toMatchObject({
      status: 404,
      body: { errorCode: 'inexistent_log', message: 'The log does not exist.' },
    });
  });

  test('the entries of a user; of somebody unknown there are none', async () => {
    const { body } = await world.ask('/users/oidc%7Ccon1%7Cvera/logs');
    expect(typesOf(body as Json[])).toEqual(['mgmt_api_read', 'slo', 's', 'ss']);
    expect(await world.ask('/users/nobody/logs?include_totals=true')).toMatchObject({
      status: 200,
      body: { start: 0, limit: 50, length: 0, total: 0, logs: [] },
    });
  });

  test('statistics: users of the month, and sign-ins of each day', async () => {
    expect(await world.ask('/stats/active-users')).toMatchObject({ status: 200, body: 2 });
    const { body } = await world.ask('/stats/daily');
    expect(body).toEqual([
      {
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT00:00:00\.000Z$/),
        ...{ logins: 2, signups: 2, leaked_passwords: 0 },
        ...{ created_at: expect.any(String), updated_at: expect.any(String) },
      },
    ]);
    expect((await world.ask('/stats/daily?from=20200101&to=20200102')).body).toEqual([]);
    expect((await world.ask('/stats/daily?from=yesterday')).status).toBe(400);
  });
});

test('a text is looked for in few entries at first, then in more, and in 10,000 at most', async () => {
  const asked: number[] = [];
  const entries = Array.from({ length: 12_000 }, (_, index) => ({ details: { of: [`Entry ${index}!`] } }));
  const find = (text: string, limit = 1) =>
    findTexts(
      async (looked) => {
        asked.push(looked);
        return entries.slice(0, looked);
      },
      [text],
      limit,
    );
  expect(await find('entry 499!')).toEqual([entries[499]]);
  expect(asked.splice(0)).toEqual([500]);
  expect(await find('entry 9999!', 50)).toEqual([entries[9_999]]);
  expect(asked.splice(0)).toEqual([500, 2_500, 10_000]);
  expect(await find('entry 10000!')).toEqual([]);
});

test('a hostile query is read in time that grows with its length', () => {
  const began = performance.now();
  for (const q of [
    `type:${'a'.repeat(2_000)}`,
    '('.repeat(2_000),
    '"'.repeat(1_999),
    `${'\\'.repeat(1_999)}`,
    ' '.repeat(2_000),
  ]) {
    expect(() => {
      parseLogQuery(q);
      parseLogQuery(`${q} AND ${q}`);
    }).not.toThrow(RangeError);
  }
  expect(performance.now() - began).toBeLessThan(2_000);
});
