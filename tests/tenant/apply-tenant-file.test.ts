import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findConfigurationVersion, listClientGrants, listClients, type Store } from '../../src/storage/index.ts';
import {
  findClient,
  findConnection,
  findGrantedScopes,
  findResourceServer,
  formatProblem,
  isClientSecret,
  isEnabledFor,
  readClientSecret,
  readSettings,
  type Tenant,
} from '../../src/tenant/index.ts';
import { apply, audience, type Database, databases, openTestTenant } from './set-up.ts';

const exported = readFileSync(new URL('export.yaml', import.meta.url), 'utf8');
const environment = {
  WEB_SECRET: 'web-secret-0123456789',
  WEB_CALLBACKS: '["https://travel.example/callback", "https://www.travel.example/callback"]',
  CONNECTIONS_GOOGLE_OAUTH2_SECRET: 'google-secret',
};
const webClient = 'TravelWebClientId0000000000000001';

const reader = 'clients: [{ name: Reader, client_id: reader }]';
const github = (options: string, more = '') =>
  `connections: [{ name: hub, strategy: github, options: { client_id: hub-id, ${options} } ${more} }]`;

describe.each(databases)('a tenant file on $kind', ({ kind, create }) => {
  let database: Database;
  let tenant: Tenant;
  let store: Store;
  const version = () => findConfigurationVersion(store.db);
  const idOf = async (name: string) => (await readClientSecret(tenant, name)).clientId;
  const refused = async (text: string, checkUrl?: (url: string) => string | undefined) => {
    const before = await version();
    const { problems, changes } = await apply(tenant, text, checkUrl ? { checkUrl } : {});
    expect(changes).toEqual([]);
    expect(await version()).toBe(before);
    return problems.map(formatProblem);
  };

  beforeAll(async () => {
    database = await create();
    ({ tenant, store } = await openTestTenant(database.url));
  });
  afterAll(async () => {
    await store.close();
    await database.remove();
  });

  describe('an export of an Auth0 tenant', () => {
    beforeAll(async () => {
      const result = await apply(tenant, exported, { environment });
      expect(result.problems).toEqual([]);
      expect(result.generatedSecrets).toEqual(['Backend Reader']);
      expect(result.changes.map(({ section, name, action }) => `${action} ${section} ${name}`)).toEqual([
        'updated tenant settings',
        'created clients Travel Web',
        'created clients Travel Phone',
        'created clients Backend Reader',
        'created resourceServers https://api.travel.example/',
        `updated resourceServers ${audience}`,
        'created connections google-oauth2',
        'created connections partner',
        `created clientGrants Backend Reader: ${audience}`,
        'created clientGrants Backend Reader: https://api.travel.example/',
      ]);
    });

    test('gives the tenant its settings, without those that are empty', async () => {
      const settings = await readSettings(tenant);
      expect(settings).toMatchObject({ friendly_name: 'Travel0', session_lifetime: 168, enabled_locales: ['en'] });
      expect(settings).not.toHaveProperty('default_audience');
    });

    test('honours the client id and the secret that it gives', async () => {
      const client = (await findClient(tenant, webClient))!;
      expect(client.settings).toMatchObject({
        name: 'Travel Web',
        callbacks: ['https://travel.example/callback', 'https://www.travel.example/callback'],
        refresh_token: { rotation_type: 'rotating' },
      });
      expect(client.settings).not.toHaveProperty('organization_usage');
      expect(isClientSecret(tenant, client, environment.WEB_SECRET)).toBe(true);
      expect(isClientSecret(tenant, client, `${environment.WEB_SECRET} `)).toBe(false);
      expect((await readClientSecret(tenant, webClient)).secret?.reveal()).toBe(environment.WEB_SECRET);
    });

    test('makes the client id and the secret that it does not give', async () => {
      const { clientId, name, secret } = await readClientSecret(tenant, 'Backend Reader');
      expect(clientId).toMatch(/^[A-Za-z0-9]{32}$/);
      expect(name).toBe('Backend Reader');
      expect(secret?.reveal()).toMatch(/^[\w-]{64}$/);
      const client = (await findClient(tenant, clientId))!;
      expect(isClientSecret(tenant, client, secret!.reveal())).toBe(true);
    });

    test('leaves a native application without a secret', async () => {
      const { clientId, secret } = await readClientSecret(tenant, 'Travel Phone');
      expect(secret).toBeUndefined();
      expect(await findClient(tenant, clientId)).toMatchObject({ confidential: false, secretHash: null });
    });

    test('sets up its connections, for clients by name and by id', async () => {
      const connection = (await findConnection(tenant, 'google-oauth2'))!;
      expect(connection.id).toMatch(/^con_[A-Za-z0-9]{16}$/);
      expect(connection.options).toMatchObject({ calendar: true, client_secret: 'google-secret' });
      expect(isEnabledFor(connection, webClient)).toBe(true);
      expect(isEnabledFor(connection, await idOf('Travel Phone'))).toBe(true);
      expect(isEnabledFor(connection, await idOf('Backend Reader'))).toBe(false);
      expect(await findConnection(tenant, 'saml-partner')).toBeUndefined();
    });

    test('means our own Management API by its own, and takes nothing of it but the lifetimes', async () => {
      const server = (await findResourceServer(tenant, audience))!;
      expect(server).toMatchObject({ isSystem: true, settings: { token_lifetime: 43_200 } });
      expect(server.settings.name).toBe('Valetkey Management API');
      expect(server.scopes.has('read:user_idp_tokens')).toBe(true);
      expect(server.scopes.has('rule:the_world')).toBe(false);
      expect(await findResourceServer(tenant, 'https://travel0.eu.auth0.com/api/v2/')).toBeUndefined();
    });

    test('grants its clients what it says', async () => {
      const clientId = await idOf('Backend Reader');
      const servers = [audience, 'https://api.travel.example/'];
      const granted = servers.map((identifier) => findGrantedScopes(tenant, clientId, identifier));
      const expected = [new Set(['read:users', 'read:user_idp_tokens']), new Set(['read:bookings'])];
      expect(await Promise.all(granted)).toEqual(expected);
      for (const grant of await listClientGrants(store.db, clientId)) {
        expect(grant.clientGrantId).toMatch(/^cgr_[A-Za-z0-9]{16}$/);
      }
    });

    test('changes nothing the second time: no object, no version, no secret', async () => {
      const before = { version: await version(), clients: await listClients(store.db) };
      const result = await apply(tenant, exported, { environment });
      expect(result).toMatchObject({ changes: [], problems: [], generatedSecrets: [] });
      expect({ version: await version(), clients: await listClients(store.db) }).toEqual(before);
    });
  });

  describe('a change of the file', () => {
    test('writes what differs and nothing else, and is seen at once in this process', async () => {
      await apply(tenant, `${reader}\n${github('client_secret: s1, repo: true')}`);
      const before = await version();
      expect(await findConnection(tenant, 'hub')).toMatchObject({ options: { repo: true } });
      const { changes } = await apply(tenant, `${reader}\n${github('client_secret: s1, repo: false')}`);
      expect(changes).toEqual([{ section: 'connections', name: 'hub', action: 'updated' }]);
      expect(await version()).toBe(before + 1);
      expect(await findConnection(tenant, 'hub')).toMatchObject({ options: { repo: false } });
    });

    test('members that the file leaves out stay, null takes them away', async () => {
      await apply(tenant, 'clients: [{ name: Reader, description: first, web_origins: [https://a.example] }]');
      await apply(tenant, 'clients: [{ name: Reader, app_type: spa, web_origins: null }]');
      const client = (await findClient(tenant, 'reader'))!;
      expect(client.settings).toMatchObject({ description: 'first', app_type: 'spa', web_origins: [] });
    });

    test('a client is renamed by its id', async () => {
      await apply(tenant, 'clients: [{ name: Old name, client_id: renamed }]');
      const secret = (await readClientSecret(tenant, 'renamed')).secret?.reveal();
      await apply(tenant, 'clients: [{ name: New name, client_id: renamed }, { name: Old name, client_id: other }]');
      expect(await idOf('New name')).toBe('renamed');
      expect(await idOf('Old name')).toBe('other');
      expect((await readClientSecret(tenant, 'renamed')).secret?.reveal()).toBe(secret);
    });

    test('a new client secret replaces the old one; one that is left out stays', async () => {
      const file = (more: string) => `clients: [{ name: Secretive, client_id: secretive ${more} }]`;
      await apply(tenant, file(', client_secret: first-secret-of-this'));
      await apply(tenant, file(', description: x'));
      expect(isClientSecret(tenant, (await findClient(tenant, 'secretive'))!, 'first-secret-of-this')).toBe(true);
      await apply(tenant, file(', client_secret: second-secret-of-it'));
      const client = (await findClient(tenant, 'secretive'))!;
      expect(isClientSecret(tenant, client, 'first-secret-of-this')).toBe(false);
      expect(isClientSecret(tenant, client, 'second-secret-of-it')).toBe(true);
      expect((await readClientSecret(tenant, 'secretive')).secret?.reveal()).toBe('second-secret-of-it');
    });

    test('a public client that becomes confidential gets a secret', async () => {
      const file = (method: string) => `clients: [{ name: Turncoat, token_endpoint_auth_method: ${method} }]`;
      expect((await apply(tenant, file('none'))).generatedSecrets).toEqual([]);
      expect((await apply(tenant, file('client_secret_basic'))).generatedSecrets).toEqual(['Turncoat']);
    });

    test('connection options are replaced whole, but a secret that is left out stays', async () => {
      await apply(tenant, github('client_secret: keep-me, repo: true'));
      await apply(tenant, github('gist: true'));
      const { options } = (await findConnection(tenant, 'hub'))!;
      expect(options).toEqual({ client_id: 'hub-id', gist: true, client_secret: 'keep-me' });
    });

    test('the secret of one IdP client is never sent as that of another', async () => {
      await apply(tenant, github('client_secret: keep-me'));
      const text = 'connections: [{ name: hub, strategy: github, options: { client_id: another } }]';
      expect(await refused(text)).toEqual(['connections[0].options.client_secret (line 1): is required']);
    });

    test('enabled clients that are left out stay, an empty list turns all off', async () => {
      await apply(tenant, `${reader}\n${github('client_secret: s', ', enabled_clients: [Reader]')}`);
      await apply(tenant, github('client_secret: s'));
      expect((await findConnection(tenant, 'hub'))!.enabledClients).toEqual(['reader']);
      await apply(tenant, github('client_secret: s', ', enabled_clients: []'));
      expect((await findConnection(tenant, 'hub'))!.enabledClients).toEqual([]);
    });

    test('what the file does not name stays', async () => {
      await apply(tenant, `${reader}\n${github('client_secret: s')}`);
      await apply(tenant, 'clients: [{ name: Somebody else }]\nconnections: []');
      expect(await findClient(tenant, 'reader')).toBeDefined();
      expect(await findConnection(tenant, 'hub')).toBeDefined();
    });
  });

  describe('a file that does not fit the tenant', () => {
    beforeEach(async () => {
      await apply(
        tenant,
        `${reader}\n${github('client_secret: s')}\nresourceServers: [{ identifier: urn:api, scopes: [{ value: a }] }]`,
      );
    });

    test('is refused whole, with every problem and its path', async () => {
      const problems = await refused(`
clients:
  - { name: Never made }
  - { name: Reader, client_id: somebody-else }
connections:
  - name: hub
    strategy: bitbucket
    options: { client_id: x, client_secret: x }
  - name: new
    strategy: github
    enabled_clients: [Reader, Nobody]
    options: { client_id: x }
resourceServers:
  - { identifier: urn:never-made }
clientGrants:
  - client_id: Nobody
    audience: urn:api
  - client_id: reader
    audience: urn:unknown
  - client_id: Reader
    audience: urn:api
    scope: [a, b, c]
  - client_id: reader
    audience: urn:api
`);
      expect(problems).toEqual([
        'clients[1].name (line 4): a client with another client_id has this name',
        'connections[0].strategy (line 7): cannot be changed: it is part of the ids of users',
        'connections[1].enabled_clients[1] (line 11): no client has this name or id',
        'connections[1].options.client_secret (line 12): is required',
        'clientGrants[0].client_id (line 16): no client has this name or id',
        'clientGrants[1].audience (line 19): no API has this identifier',
        'clientGrants[2].scope[1] (line 22): scope must be a subset of resource server scopes: b is none',
        'clientGrants[2].scope[2] (line 22): scope must be a subset of resource server scopes: c is none',
        'clientGrants[3] (line 23): this client has a grant for this API already',
      ]);
      await expect(readClientSecret(tenant, 'Never made')).rejects.toThrow('no client has this name or id');
      expect(await findResourceServer(tenant, 'urn:never-made')).toBeUndefined();
    });

    test('an address that may not be called is refused at the option that holds it', async () => {
      const asked: string[] = [];
      const checkUrl = (url: string) => {
        asked.push(url);
        return url.includes('internal') ? 'names a host of a private network' : undefined;
      };
      const problems = await refused(
        `connections:
  - name: custom
    strategy: oauth2
    options:
      client_id: x
      client_secret: x
      authorizationURL: https://idp.example/authorize
      tokenURL: https://idp.internal/token
      userInfoURL: https://idp.example/me
      endpoints:
        revocation_endpoint: https://revoke.internal/
      api_base_urls: [https://idp.example/, https://api.internal/]
`,
        checkUrl,
      );
      expect(problems).toEqual([
        'connections[0].options.tokenURL (line 8): names a host of a private network',
        'connections[0].options.endpoints.revocation_endpoint (line 11): names a host of a private network',
        'connections[0].options.api_base_urls[1] (line 12): names a host of a private network',
      ]);
      expect(asked).toContain('https://idp.example/authorize');
    });

    test('T-B06: endpoints that leave the origin of their issuer are taken with a warning', async () => {
      const file = (host: string) => `connections:
  - name: evil
    strategy: oidc
    options:
      client_id: x
      client_secret: x
      issuer: https://idp.example
      authorization_endpoint: https://idp.example/authorize
      token_endpoint: https://${host}/token
`;
      expect((await apply(tenant, file('idp.example'))).warnings).toEqual([]);
      expect((await apply(tenant, file('evil.example'))).warnings).toEqual([
        'connections[0].options (line 5): endpoints lead away from the origin of the issuer: token_endpoint',
      ]);
    });

    test('T-B05: an IdP of the operator that has no issuer, beside other connections, is taken with a warning', async () => {
      const { warnings } = await apply(
        tenant,
        `connections:
  - name: no-issuer
    strategy: oauth2
    options:
      client_id: x
      client_secret: x
      authorizationURL: https://idp.example/authorize
      tokenURL: https://idp.example/token
      userInfoURL: https://idp.example/me
`,
      );
      expect(warnings.join()).toContain('no issuer tells its answers from those of other connections');
    });
  });

  test('a new file that is applied twice at the same time makes each client once', async () => {
    // Two nodes where there can be two; one SQLite file has one process.
    const other = kind === 'SQLite' ? { tenant, store } : await openTestTenant(database.url, tenant);
    const text = 'clients: [{ name: Twin }]';
    const results = await Promise.all([apply(tenant, text), apply(other.tenant, text)]);
    if (other.store !== store) await other.store.close();
    expect(results.flatMap(({ generatedSecrets }) => generatedSecrets)).toEqual(['Twin']);
    expect((await listClients(store.db)).filter(({ settings }) => settings.name === 'Twin')).toHaveLength(1);
  });
});
