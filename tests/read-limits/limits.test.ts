import { StatementSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { applyTenantFile, readTenantFile } from '../../src/tenant/index.ts';
import {
  type Broker,
  configure,
  createTestClock,
  databaseKinds,
  getTokens,
  oidcConnection,
  postToken,
  readManagement,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

type Identity = Record<string, unknown>;
type Limits = Record<string, unknown> | null;

const anyAuth0 = 'https://tenant.auth0.com/api/v2/';
const secret = 'limited-secret-MARKER-5d5d';
const tokenMembers = ['access_token', 'refresh_token', 'expires_in', 'token_problem'];

/** Every statement that SQLite runs, whoever asked for it. */
function watchStatements(note: (sql: string) => void): () => void {
  const spies = (['all', 'run'] as const).map((method) => {
    const original = StatementSync.prototype[method] as (this: StatementSync, ...given: never[]) => never;
    return vi.spyOn(StatementSync.prototype, method).mockImplementation(function watched(
      this: StatementSync,
      ...given: unknown[]
    ) {
      note(this.sourceSQL);
      return original.apply(this, given as never[]);
    });
  });
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
}

function watchExecutor(executor: object, note: (sql: string) => void): () => void {
  const watched = executor as { executeQuery?: (...given: unknown[]) => unknown };
  const original = watched.executeQuery!.bind(executor);
  watched.executeQuery = (...given) => {
    note((given[0] as { sql: string }).sql);
    return original(...given);
  };
  return () => {
    delete watched.executeQuery;
  };
}

describe.each(databaseKinds)('who may read which IdP tokens, on %s', (database) => {
  const clock = createTestClock();
  let idp: TestIdp;
  let broker: Broker;
  let limited: string;

  /** What stands in the grant of the limited client. */
  const limit = (idp_tokens: Limits) =>
    configure(
      broker.app,
      JSON.stringify({
        clientGrants: [
          { client_id: 'limited', audience: anyAuth0, scope: ['read:users', 'read:user_idp_tokens'], idp_tokens },
        ],
      }),
    );
  const tenant = (settings: object | null) =>
    configure(broker.app, JSON.stringify({ tenant: { idp_tokens: settings } }));
  const connection = (name: string, settings: object | null) =>
    configure(
      broker.app,
      `connections: ${oidcConnection(name, idp, undefined, `    idp_tokens: ${JSON.stringify(settings)}`)}`,
    );

  async function tokenOf(client: string, scope?: string): Promise<string> {
    const { body } = await postToken(broker, {
      grant_type: 'client_credentials',
      client_id: client,
      client_secret: secret,
      audience: `${broker.issuer}api/v2/`,
      ...(scope !== undefined && { scope }),
    });
    expect(body.access_token).toBeDefined();
    return String(body.access_token);
  }

  async function identityOf(name: string, token = limited, user = 'vera'): Promise<Identity> {
    const { status, body } = await readManagement(broker, `/users/oidc%7C${name}%7C${user}`, token);
    expect(status).toBe(200);
    return (body.identities as Identity[])[0]!;
  }
  const membersOf = (identity: Identity) => tokenMembers.filter((name) => name in identity);
  const refreshes = () => idp.requests('token').filter((request) => request.params.grant_type === 'refresh_token');

  beforeAll(async () => {
    idp = await startTestIdp({ clock });
    broker = await startBroker({
      database,
      clock,
      tenant: tenantFile(oidcConnection('con1', idp) + oidcConnection('con2', idp) + oidcConnection('con3', idp)),
    });
    const clients = ['limited', 'wide'].map((name) => ({
      name,
      client_id: name,
      client_secret: secret,
      grant_types: ['client_credentials'],
    }));
    const clientGrants = ['limited', 'wide'].map((client_id) => ({
      client_id,
      audience: anyAuth0,
      scope: ['read:users', 'read:user_idp_tokens'],
    }));
    await configure(broker.app, JSON.stringify({ clients, clientGrants }));
    idp.behave({ user: 'vera', refreshTokens: 'always', rotate: true, accessTokenLifetime: 600 });
    idp.behave({ tokenAnswer: { scope: 'openid profile email' } });
    for (const name of ['con1', 'con2']) await signIn(broker, { connection: name });
    idp.behave({ tokenAnswer: { scope: 'openid profile email calendar' } });
    await signIn(broker, { connection: 'con3' });
    limited = await tokenOf('limited');
  });
  afterEach(async () => {
    await limit(null);
    await tenant(null);
    for (const name of ['con1', 'con2', 'con3']) await connection(name, null);
    idp.reset();
    idp.behave({ user: 'vera', refreshTokens: 'always', rotate: true, accessTokenLifetime: 600 });
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  test('read:user_idp_tokens without limits stays Auth0’s wide scope: every connection, access tokens', async () => {
    for (const name of ['con1', 'con2', 'con3']) {
      const identity = await identityOf(name);
      expect(identity.access_token).toMatch(/^at_/);
      expect(membersOf(identity)).toEqual(['access_token', 'expires_in']);
    }
  });

  test('T-E19: a grant for one connection reads that one; of another, nothing but that it is there', async () => {
    await limit({ connections: ['con1'] });
    expect((await identityOf('con1')).access_token).toMatch(/^at_/);
    for (const name of ['con2', 'con3']) {
      expect(await identityOf(name)).toEqual({
        connection: name,
        provider: 'oidc',
        user_id: `${name}|vera`,
        isSocial: false,
      });
    }
  });

  test('T-E19: the same in lists and by e-mail', async () => {
    await limit({ connections: ['con1'] });
    for (const path of ['/users', '/users-by-email?email=vera@example.com', '/users?fields=identities']) {
      const { body } = await readManagement(broker, path, limited);
      const identities = (body as unknown as { identities: Identity[] }[]).flatMap((user) => user.identities);
      expect(identities.map(({ connection: name, access_token }) => [name, access_token !== undefined]).sort()).toEqual(
        [
          ['con1', true],
          ['con2', false],
          ['con3', false],
        ],
      );
    }
  });

  test('T-E19: the limits of one client are not those of another', async () => {
    await limit({ connections: [] });
    expect(membersOf(await identityOf('con1'))).toEqual([]);
    expect((await identityOf('con1', await tokenOf('wide'))).access_token).toMatch(/^at_/);
  });

  test('T-E19: a connection that is not readable is so for every client, whatever its grant says', async () => {
    await connection('con2', { readable: false });
    await limit({ connections: ['con1', 'con2'], refresh_token: true });
    for (const token of [limited, await tokenOf('wide')]) {
      expect((await identityOf('con1', token)).access_token).toMatch(/^at_/);
      expect(membersOf(await identityOf('con2', token))).toEqual([]);
    }
    await connection('con2', { readable: true });
    expect((await identityOf('con2')).access_token).toMatch(/^at_/);
  });

  test('T-E05: a token that can do more than the grant allows is not given: it cannot be narrowed', async () => {
    await limit({ scopes: ['openid', 'profile', 'email'] });
    expect((await identityOf('con1')).access_token).toMatch(/^at_/);
    expect(membersOf(await identityOf('con3'))).toEqual([]);
    await limit({ scopes: ['openid', 'profile', 'email', 'calendar', 'more'] });
    expect((await identityOf('con3')).access_token).toMatch(/^at_/);
  });

  test('T-E05: scopes are compared whole and as they are written', async () => {
    for (const scopes of [
      [],
      ['openid profile email calendar'],
      ['openid', 'profile', 'email', 'CALENDAR'],
      ['openid', 'profile', 'email', 'calendars'],
      ['*'],
    ]) {
      await limit({ scopes });
      expect(membersOf(await identityOf('con3')), JSON.stringify(scopes)).toEqual([]);
    }
  });

  test('T-E05: a token of which no scope is known is not given to a client that is limited to some', async () => {
    const identity = await broker.app.tenant.store.db
      .selectFrom('identities')
      .select('identity_id')
      .where('user_id', '=', 'oidc|con1|vera')
      .executeTakeFirstOrThrow();
    const set = (scopes: string) =>
      broker.app.tenant.store.db
        .updateTable('idp_tokens')
        .set({ scopes_granted: scopes as never, scopes_requested: scopes as never })
        .where('identity_id', '=', identity.identity_id)
        .execute();
    await set('[]');
    try {
      await limit({ scopes: ['openid', 'profile', 'email'] });
      expect(membersOf(await identityOf('con1'))).toEqual([]);
      await limit(null);
      expect((await identityOf('con1')).access_token).toMatch(/^at_/);
    } finally {
      await set('["openid","profile","email"]');
    }
  });

  test('a token that may not be read is not refreshed either: the IdP is not called', async () => {
    await limit({ connections: ['con1'] });
    clock.advance(590_000);
    limited = await tokenOf('limited');
    expect(membersOf(await identityOf('con2'))).toEqual([]);
    expect(refreshes()).toHaveLength(0);
    expect((await identityOf('con1')).access_token).toMatch(/^at_/);
    expect(refreshes()).toHaveLength(1);
  });

  describe('refresh tokens', () => {
    test('are given when the grant says so, beside the access token, and to this client alone', async () => {
      await limit({ refresh_token: true });
      expect((await identityOf('con1')).refresh_token).toMatch(/^rt_/);
      expect(await identityOf('con1', await tokenOf('wide'))).not.toHaveProperty('refresh_token');
    });

    test('go no further than the other limits', async () => {
      await limit({ refresh_token: true, connections: ['con2'] });
      expect(membersOf(await identityOf('con1'))).toEqual([]);
      expect((await identityOf('con2')).refresh_token).toMatch(/^rt_/);
    });

    test('are given to all as Auth0 gives them by one switch of the tenant, but to whom its grant says no', async () => {
      await tenant({ refresh_tokens_as_auth0: true });
      expect((await identityOf('con1', await tokenOf('wide'))).refresh_token).toMatch(/^rt_/);
      expect((await identityOf('con1')).refresh_token).toMatch(/^rt_/);
      await limit({ refresh_token: false });
      expect(await identityOf('con1')).not.toHaveProperty('refresh_token');
    });

    test('are never a matter of a header of the reader', async () => {
      const response = await fetch(`${broker.url}/api/v2/users/oidc%7Ccon1%7Cvera`, {
        headers: { authorization: `Bearer ${limited}`, 'valetkey-idp-tokens': 'as-auth0' },
      });
      const { identities } = (await response.json()) as { identities: Identity[] };
      expect(membersOf(identities[0]!)).toEqual(['access_token', 'expires_in']);
    });
  });

  test('limits without the scope give nothing: they only take away', async () => {
    await limit({ connections: ['con1'], refresh_token: true });
    expect(membersOf(await identityOf('con1', await tokenOf('limited', 'read:users')))).toEqual([]);
  });

  test('a user’s own token reads no IdP token, whatever the grants of its client say', async () => {
    await configure(
      broker.app,
      JSON.stringify({
        clientGrants: [
          {
            client_id: 'web',
            audience: anyAuth0,
            scope: ['read:user_idp_tokens'],
            idp_tokens: { refresh_token: true },
          },
        ],
      }),
    );
    const audience = `${broker.issuer}api/v2/`;
    const scope = 'openid read:current_user read:user_idp_tokens';
    const { access_token } = await getTokens(broker, { audience, scope });
    expect(membersOf(await identityOf('con1', String(access_token)))).toEqual([]);
  });

  test('limits that change are in force for tokens of ours that are there already', async () => {
    expect((await identityOf('con1')).access_token).toMatch(/^at_/);
    await limit({ connections: ['con2'] });
    expect(membersOf(await identityOf('con1'))).toEqual([]);
    await limit({ connections: ['con1'] });
    expect((await identityOf('con1')).access_token).toMatch(/^at_/);
  });

  test('a hot read asks the database as often with limits and revoked tokens as without', async () => {
    /** Statements that every one of so many reads made: what runs in the background, and with the clock, is not meant. */
    const count = async (reads: number): Promise<Record<string, number>> => {
      const counted: Record<string, number> = {};
      const note = (sql: string) => {
        counted[sql] = (counted[sql] ?? 0) + 1;
      };
      const { db, kind } = broker.app.tenant.store;
      const restore = kind === 'sqlite' ? watchStatements(note) : watchExecutor(db.getExecutor(), note);
      try {
        for (let done = 0; done < reads; done += 1) await identityOf('con1');
      } finally {
        restore();
      }
      return Object.fromEntries(Object.entries(counted).filter(([, times]) => times >= reads));
    };
    await identityOf('con1');
    const plain = await count(10);
    expect(Object.values(plain)).toContain(10);
    await limit({ connections: ['con1'], scopes: ['openid', 'profile', 'email'], refresh_token: true });
    const named = await readManagement(broker, '/users/nobody', limited);
    expect(named.status).toBe(404);
    await identityOf('con1');
    const ofLimited = await count(10);
    expect(ofLimited).toEqual(plain);
    const configuration = /from "(?:tenant|clients|client_grants|connections|resource_servers|revoked_tokens)"/;
    expect(Object.keys(ofLimited).filter((sql) => configuration.test(sql))).toEqual([]);
  });

  describe('in the tenant file', () => {
    async function problemsOf(grant: object): Promise<string[]> {
      const text = JSON.stringify({ clientGrants: [{ client_id: 'limited', scope: [], ...grant }] });
      const { plan, problems } = readTenantFile(text, {});
      const applied = plan && (await applyTenantFile(broker.app.tenant, plan, { checkUrl: () => undefined }));
      return [...problems, ...(applied?.problems ?? [])].map((problem) => `${problem.path}: ${problem.text}`);
    }

    test('a connection that nobody knows is a problem, named with its place', async () => {
      const idp_tokens = { connections: ['con1', 'con9'] };
      expect(await problemsOf({ audience: anyAuth0, idp_tokens })).toEqual([
        'clientGrants[0].idp_tokens.connections[1]: no connection has this name',
      ]);
    });

    test('a connection that the same file makes is known', async () => {
      const connections = oidcConnection('made-along', idp);
      await configure(
        broker.app,
        `connections: ${connections}\nclientGrants: [{ client_id: limited, audience: '${anyAuth0}', idp_tokens: { connections: [made-along] } }]`,
      );
      expect(membersOf(await identityOf('con1'))).toEqual([]);
    });

    test.each<[string, object, string]>([
      ['a misspelt limit', { connection: ['con1'] }, 'Unrecognized key'],
      ['a text for a list', { connections: 'con1' }, 'expected array'],
      ['a text for yes', { refresh_token: 'yes' }, 'expected boolean'],
      ['an empty scope', { scopes: [''] }, 'Too small'],
    ])('%s is a problem: a limit that is not understood must not be no limit', async (_name, idp_tokens, words) => {
      expect((await problemsOf({ audience: anyAuth0, idp_tokens })).join()).toContain(words);
    });

    test('limits stand in grants of machines for the Management API, and nowhere else', async () => {
      expect(await problemsOf({ audience: 'https://api.example.com/', idp_tokens: {} })).toEqual([
        'clientGrants[0].idp_tokens: only a grant for the Management API can have it',
      ]);
      expect(await problemsOf({ audience: anyAuth0, subject_type: 'user', idp_tokens: {} })).toEqual([
        'clientGrants[0].idp_tokens: users never read IdP tokens: subject_type must be client',
      ]);
    });
  });
});
