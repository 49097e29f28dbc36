import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Broker,
  configure,
  createTestClock,
  databaseKinds,
  decodeClaims,
  getManagementToken,
  getTokens,
  oidcConnection,
  readManagement,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { type Fault, type Json, startTestIdp, type TestIdp } from '../idps/index.ts';

/** Characters: the size of token that must be kept (design.md). */
const large = 64 * 1024;

describe.each(databaseKinds)('what IdPs answer to a refresh, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let management: string;
  let people = 0;
  let connections: string;

  beforeAll(async () => {
    const clock = createTestClock();
    idp = await startTestIdp({ clock, clientSecret: 'idp-client-secret-MARKER-5b1d' });
    const withheld = oidcConnection('withheld', idp).replace('scope:', 'ext_access_token: false\n      scope:');
    connections = oidcConnection('con1', idp) + withheld;
    broker = await startBroker({ database, clock, tenant: tenantFile(connections) });
    management = await getManagementToken(broker);
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });
  beforeEach(() => {
    idp.reset();
    idp.behave({ rotate: true, refreshTokens: 'always', accessTokenLifetime: 600 });
  });

  /** The path of a new user's detail. */
  async function newUser(connection = 'con1'): Promise<string> {
    people += 1;
    const { id_token } = await getTokens(broker, { connection, login_hint: `${connection}-${database}-${people}` });
    return `/users/${encodeURIComponent(String(decodeClaims(id_token).sub))}`;
  }
  async function read(user: string): Promise<Json> {
    const { status, body } = await readManagement(broker, user, management);
    expect(status).toBe(200);
    return (body.identities as Json[])[0]!;
  }
  async function healthOf(user: string): Promise<Json> {
    const { body } = await readManagement(broker, `${user}/idp-grants`, management);
    return (body as unknown as Json[])[0]!;
  }
  const refreshes = () => idp.requests('token').filter((request) => request.params.grant_type === 'refresh_token');
  const shown = () => refreshes().map((request) => request.params.refresh_token);

  describe('CL-15, T-E08: oddities that mean no harm', () => {
    test('CL-15: a rotated refresh token replaces the old one, and one that is left out leaves it', async () => {
      const user = await newUser();
      for (const rotate of [true, false, false, true]) {
        idp.behave({ rotate });
        broker.clock.advance(700_000);
        expect((await read(user)).access_token).toBeTypeOf('string');
      }
      const [first, second, third, fourth] = shown();
      expect(second).not.toBe(first);
      expect([third, fourth]).toEqual([second, second]);
      broker.clock.advance(700_000);
      await read(user);
      expect(shown()[4]).not.toBe(fourth);
    });

    test('tokens of 64 KB come through refresh after refresh', async () => {
      const tokens = [1, 2, 3].map((number) => ({
        access_token: `at${number}-${'a'.repeat(large)}`,
        refresh_token: `rt${number}-${'r'.repeat(large)}`,
      }));
      const user = await newUser();
      for (const [index, tokenAnswer] of tokens.entries()) {
        // Its own tokens are shorter: it would not know these.
        const body = JSON.stringify({ token_type: 'Bearer', expires_in: 600, ...tokenAnswer });
        idp.behave({ faults: { token: { kind: 'answer', body } } });
        broker.clock.advance(700_000);
        expect((await read(user)).access_token).toBe(tokenAnswer.access_token);
        if (index > 0) expect(shown()[index]).toBe(tokens[index - 1]!.refresh_token);
      }
    });

    test.each<[string, Json, number | undefined]>([
      ['as text', { expires_in: '600' }, 600],
      ['as text with a fraction', { expires_in: '600.9' }, 600],
      ['longer than ten years', { expires_in: 1e12 }, 315_360_000],
      ['not at all', { expires_in: undefined }, undefined],
      ['as nonsense', { expires_in: 'soon' }, undefined],
    ])('CL-15: expires_in comes %s', async (_how, tokenAnswer, expected) => {
      const user = await newUser();
      broker.clock.advance(700_000);
      idp.behave({ tokenAnswer });
      const identity = await read(user);
      expect(identity.access_token).toBeTypeOf('string');
      if (expected === undefined) expect(identity).not.toHaveProperty('expires_in');
      else expect(Math.abs(Number(identity.expires_in) - expected)).toBeLessThanOrEqual(2);
    });

    test.each([0, -5, '0'])(
      'CL-15: expires_in is %s: the token is as dead as the IdP says, and it is not asked at every read',
      async (value) => {
        const user = await newUser();
        broker.clock.advance(700_000);
        idp.behave({ tokenAnswer: { expires_in: value } });
        for (let count = 0; count < 20; count += 1) {
          expect(await read(user)).toMatchObject({ token_problem: { state: 'unavailable' } });
        }
        expect(refreshes()).toHaveLength(1);
        idp.behave({ tokenAnswer: {} });
        broker.clock.advance(5_000);
        expect((await read(user)).access_token).toBeTypeOf('string');
      },
    );

    test.each<[string, Json, string[]]>([
      ['left out', { scope: undefined }, ['openid', 'profile', 'email']],
      ['a list', { scope: ['openid', 'email'] }, ['openid', 'email']],
      ['with commas and spaces', { scope: ' openid,email ' }, ['openid', 'email']],
      ['null', { scope: null }, ['openid', 'profile', 'email']],
    ])('CL-15: scope comes as %s', async (_how, tokenAnswer, granted) => {
      const user = await newUser();
      broker.clock.advance(700_000);
      idp.behave({ tokenAnswer });
      expect((await read(user)).access_token).toBeTypeOf('string');
      expect((await healthOf(user)).scopes).toMatchObject({ granted });
    });

    test('token_type may be missing or in any case', async () => {
      const user = await newUser();
      for (const token_type of [undefined, 'bearer', 'BEARER']) {
        broker.clock.advance(700_000);
        idp.behave({ tokenAnswer: { token_type } });
        expect((await read(user)).access_token).toBeTypeOf('string');
      }
      expect(refreshes()).toHaveLength(3);
    });
  });

  test('T-E10: an error that echoes secrets is found in no answer, no log line and nowhere in the database', async () => {
    const user = await newUser();
    broker.clock.advance(700_000);
    const sent: string[] = [];
    for (const [status, error] of [
      [400, 'invalid_client'],
      [401, `bad ${idp.clientSecret}`],
      [400, 'unknown_error'],
      [500, 'server_error'],
      [200, 'odd_error'],
    ] as const) {
      const echoed = {
        client_secret: idp.clientSecret,
        refresh_token: 'rt-ECHO-0a1b2c',
        access_token: 'at-ECHO-3d4e5f',
      };
      const description = `no: ${JSON.stringify(echoed)}`;
      const body = JSON.stringify({ error, error_description: description, ...echoed });
      idp.behave({ faults: { token: { kind: 'answer', status, body } } });
      broker.clock.advance(3_600_000);
      const { body: answer, headers } = await readManagement(broker, user, management);
      sent.push(JSON.stringify([answer, ...headers]), JSON.stringify(await healthOf(user)));
    }
    expect(refreshes()).toHaveLength(5);
    const places = [...sent, broker.logged(), await dump(broker)];
    const secrets = [idp.clientSecret, 'rt-ECHO', 'at-ECHO', ...new Set(shown())] as string[];
    for (const secret of secrets) expect(places.filter((text) => text.includes(secret))).toEqual([]);
    // A refusal is not the end of the grant: it may be our fault.
    expect(await healthOf(user)).toMatchObject({ state: 'active', failures: 5 });
  });

  test('T-E15: a dead grant is one call, however often it is read', async () => {
    const user = await newUser();
    broker.clock.advance(700_000);
    idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400 } } });
    for (let count = 0; count < 100; count += 1) {
      broker.clock.advance(100);
      const { token_problem } = await read(user);
      expect(token_problem).toEqual({ state: 'needs_reauthorization', reason: 'invalid_grant' });
    }
    expect(refreshes()).toHaveLength(1);
  });

  test('T-E15, R-12: while the IdP is unwell it is asked once in each back-off window, and the windows grow', async () => {
    const user = await newUser();
    broker.clock.advance(700_000);
    idp.behave({ faults: { token: { kind: 'answer', status: 503 } } });
    const asked: number[] = [];
    for (let count = 0; count < 600; count += 1) {
      broker.clock.advance(100);
      expect((await read(user)).token_problem).toEqual({ state: 'unavailable', reason: 'idp_unavailable' });
      if (refreshes().length > asked.length) asked.push(broker.clock.now());
    }
    expect(refreshes()).toHaveLength(asked.length);
    expect(asked.length).toBeGreaterThanOrEqual(4);
    asked.slice(1).forEach((time, index) => {
      expect(time - asked[index]!).toBeGreaterThanOrEqual(2_000 * 2 ** index - 100);
    });
    idp.behave({ faults: {} });
    broker.clock.advance(60_000);
    expect((await read(user)).access_token).toBeTypeOf('string');
    expect(await healthOf(user)).toMatchObject({ failures: 0 });
  }, 120_000);

  test('R-12: bursts of errors end no grant', async () => {
    const users = await Promise.all(Array.from({ length: 4 }, () => newUser()));
    for (let round = 0; round < 12; round += 1) {
      const status = [500, 502, 503, 429][round % 4]!;
      idp.behave({ faults: round % 2 === 0 ? { token: { kind: 'answer', status } } : {} });
      broker.clock.advance(900_000);
      await Promise.all(users.map(read));
    }
    for (const user of users) expect(await healthOf(user)).toMatchObject({ state: 'active', failures: 0 });
  });

  const whole = (() => {
    const body = '{"access_token":"at_cut","token_type":"Bearer","expires_in":600,"refresh_token":"rt_cut"}';
    return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  })();
  const offsets = Array.from({ length: 8 }, (_, index) => Math.floor((whole.length * index) / 8));

  /** What is to be known after an answer, when the IdP then says that the grant is gone. */
  const uncertain: [string, Fault][] = [
    ...offsets.map((offset): [string, Fault] => [
      `that ends after ${offset} bytes`,
      { kind: 'raw', bytes: whole.slice(0, offset) },
    ]),
    ['that is reset', { kind: 'reset' }],
    ['that is HTML', { kind: 'html' }],
    ['that is empty', { kind: 'empty' }],
    ['that is cut JSON', { kind: 'answer', body: '{"access_token":"at_' }],
    ['that is no object', { kind: 'answer', body: '[1]' }],
    ['in another character set', { kind: 'answer', body: '\u{feff}\u{0}' }],
    ['without an access token', { kind: 'answer', body: '{"token_type":"Bearer"}' }],
    ['of 10 MB', { kind: 'huge', bytes: 10_000_000 }],
    ['that is a gzip bomb', { kind: 'gzip-bomb', bytes: 50_000_000 }],
    ['of a gateway', { kind: 'answer', status: 502, type: 'text/html', body: '<h1>Bad Gateway</h1>' }],
    ['of a gateway that waited too long', { kind: 'answer', status: 504 }],
  ];
  const certain: [string, Fault][] = [
    ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '5' } }],
    ['503', { kind: 'answer', status: 503 }],
    ['400 in HTML', { kind: 'answer', status: 400, type: 'text/html', body: '<h1>no</h1>' }],
    ['invalid_client', { kind: 'error', error: 'invalid_client', status: 401 }],
    ['invalid_request', { kind: 'error', error: 'invalid_request', status: 400 }],
  ];

  test.each([
    ...uncertain.map(
      ([what, fault]) => [`an answer ${what} may have spent the token`, fault, 'refresh_interrupted'] as const,
    ),
    ...certain.map(([what, fault]) => [`${what} has spent nothing`, fault, 'invalid_grant'] as const),
  ])('R-13, R-14: %s; the stored one is served, and nothing ends', async (_what, fault, reason) => {
    const user = await newUser();
    const { access_token } = await read(user);
    broker.clock.advance(560_000);
    idp.behave({ faults: { token: fault } });
    expect(await read(user)).toMatchObject({ access_token });
    expect(await read(user)).toMatchObject({ access_token });
    expect(refreshes()).toHaveLength(1);
    expect(await healthOf(user)).toMatchObject({ state: 'active', failures: 1 });
    // How much was known shows when the IdP then refuses the token.
    idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400 } } });
    broker.clock.advance(600_000);
    expect((await read(user)).token_problem).toEqual({ state: 'needs_reauthorization', reason });
  });

  test('R-14: an IdP that cannot be reached has spent nothing', async () => {
    const other = await startTestIdp({ clock: broker.clock });
    await configure(broker.app, tenantFile(connections + oidcConnection('gone', other)));
    other.behave({ refreshTokens: 'always', accessTokenLifetime: 600 });
    const user = await newUser('gone');
    await other.close();
    broker.clock.advance(700_000);
    expect((await read(user)).token_problem).toEqual({ state: 'unavailable', reason: 'idp_unavailable' });
    const { rows } = await sql<{ interrupted: number; failures: number }>`
      select t.interrupted, t.failures from idp_tokens t join identities i on i.identity_id = t.identity_id
      where i.connection = 'gone'`.execute(broker.app.tenant.store.db);
    expect(rows).toEqual([{ interrupted: 0, failures: 1 }]);
  });

  test('a kind that the connection withholds does not come in by a refresh', async () => {
    const user = await newUser('withheld');
    broker.clock.advance(700_000);
    expect(await read(user)).not.toHaveProperty('access_token');
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from idp_tokens t join identities i on i.identity_id = t.identity_id
      where i.connection = 'withheld' and t.access_token is not null`.execute(broker.app.tenant.store.db);
    expect(Number(rows[0]!.count)).toBe(0);
  });

  test('a minimum life longer than the IdP gives does not mean a refresh at every read', async () => {
    const demanding = oidcConnection('demanding', idp).replace(
      '    options:',
      '    idp_tokens: { minimum_life: 3600 }\n    options:',
    );
    await configure(broker.app, tenantFile(connections + demanding));
    const user = await newUser('demanding');
    for (let count = 0; count < 5; count += 1) expect((await read(user)).access_token).toBeTypeOf('string');
    expect(refreshes()).toHaveLength(0);
    // It is honoured as far as it can be.
    broker.clock.advance(70_000);
    await read(user);
    expect(refreshes()).toHaveLength(1);
  });

  describe('clocks', () => {
    test('R-17: after the clock was set back a token whose age nobody knows is renewed, and nothing is stuck', async () => {
      const user = await newUser();
      broker.clock.advance(700_000);
      idp.behave({ faults: { token: { kind: 'answer', status: 429, headers: { 'retry-after': '3600' } } } });
      await read(user);
      idp.behave({ faults: {} });
      broker.clock.advance(-2 * 3_600_000);
      const management = await getManagementToken(broker);
      const { body } = await readManagement(broker, user, management);
      const [identity] = body.identities as Json[];
      expect(identity?.access_token).toBeTypeOf('string');
      expect(Number(identity?.expires_in)).toBeLessThanOrEqual(600);
      expect(refreshes()).toHaveLength(2);
      broker.clock.advance(2 * 3_600_000);
    });

    test('R-18, CL-15: two nodes whose clocks differ by a minute refresh once, and never promise more than the IdP did', async () => {
      const skewed = createTestClock();
      skewed.advance(broker.clock.now() - Date.now() + 60_000);
      const fast = await startBroker({
        databaseUrl: broker.config.databaseUrl,
        keyring: broker.config.keyring,
        clock: skewed,
        tenant: tenantFile(connections),
        config: { issuer: broker.issuer },
      });
      try {
        const user = await newUser();
        const lifeAt = async (node: Broker) => {
          const { body } = await readManagement(node, user, management);
          return Number((body.identities as Json[])[0]?.expires_in);
        };
        expect(await lifeAt(broker)).toBeLessThanOrEqual(600);
        expect(await lifeAt(fast)).toBeLessThanOrEqual(541);
        for (const clock of [broker.clock, skewed]) clock.advance(590_000);
        // SQLite has one machine, and so one clock: there the lease knows of no skew.
        const both = database === 'postgres' ? [broker, fast, broker, fast] : [fast];
        const lives = await Promise.all(both.map(lifeAt));
        expect(refreshes()).toHaveLength(1);
        for (const life of lives) expect(life).toBeGreaterThan(530);
        // Obtained by the fast clock, the token seems to end a minute later to the other.
        expect(await lifeAt(broker)).toBeLessThanOrEqual(600);
        expect(refreshes()).toHaveLength(1);
      } finally {
        await fast.stop();
      }
    });
  });
});

/** All that the database holds, as text. */
async function dump({ folder, config, app }: Broker): Promise<string> {
  if (config.databaseUrl.startsWith('sqlite:')) {
    const names = (await readdir(folder!)).filter((name) => name.startsWith('valetkey.db'));
    const files = await Promise.all(names.map((name) => readFile(join(folder!, name), 'latin1')));
    return files.join('\n');
  }
  const { db } = app.tenant.store;
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db);
  const texts: string[] = [];
  for (const { name } of rows) {
    const table = await sql<{ text: string }>`select t::text as text from ${sql.table(name)} t`.execute(db);
    // Bytes are shown in hex.
    for (const { text } of table.rows)
      texts.push(
        text,
        text.replaceAll(/\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1')),
      );
  }
  return texts.join('\n');
}
