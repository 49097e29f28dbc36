import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { currentUserScopes, endpoints, managementScopes } from '../../src/contract/index.ts';
import {
  type Broker,
  getManagementToken,
  getTokens,
  oauth2Connection,
  oidcConnection,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

interface Operation {
  operationId: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: { name: string; in: string; required: boolean; description?: string; schema: object }[];
  responses: Record<string, { description: string; content: { 'application/json': { schema: object } } }>;
}
interface OpenApi {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, object>;
    securitySchemes: {
      managementToken: { type: string; flows: { clientCredentials: { tokenUrl: string; scopes: object } } };
    };
  };
}

let idp: TestIdp;
let broker: Broker;
let document: OpenApi;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startBroker({ tenant: tenantFile(oidcConnection('con1', idp) + oauth2Connection('con2', idp)) });
  idp.behave({ refreshTokens: 'always' });
  await signIn(broker);
  await signIn(broker, { connection: 'con2' });
  document = (await (await fetch(`${broker.url}/api/v2/openapi.json`)).json()) as OpenApi;
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});

function operations(): { path: string; method: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
}

/** Every value under this member name, at any depth. */
function valuesOf(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...(key === name ? [inner] : []), ...valuesOf(inner, name)]);
}

test('it is OpenAPI 3.1, of this server, and describes exactly the operations that are served', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  expect(document.info.title).not.toBe('');
  expect(document.info.version).not.toBe('');
  expect(document.servers).toEqual([{ url: `${broker.url}/api/v2` }]);
  const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  expect(described.sort()).toEqual(endpoints.map(({ path, method }) => `${method} ${path}`).sort());
});

test("operations carry Auth0's ids and any-of scopes", () => {
  const found = operations().map(({ operation }) => [
    operation.operationId,
    operation.security.map(({ managementToken }) => managementToken),
  ]);
  expect(Object.fromEntries(found)).toMatchObject({
    get_users_by_id: [['read:users'], ['read:current_user'], ['read:user_idp_tokens']],
    get_users: [['read:users']],
    'get_users-by-email': [['read:users']],
  });
  expect(new Set(found.map(([id]) => id)).size).toBe(found.length);
});

test('every parameter of a path is declared once, and every declared one is in the path', () => {
  for (const { path, operation } of operations()) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
    const names = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const parameter of operation.parameters) expect(parameter.description, parameter.name).toBeTruthy();
  }
});

test('every reference leads somewhere, and no schema carries what OpenAPI does not know', () => {
  const references = valuesOf(document, '$ref');
  expect(references.length).toBeGreaterThan(0);
  for (const reference of references) {
    const name = String(reference).replace(/^#\/components\/schemas\//, '');
    expect(Object.keys(document.components.schemas)).toContain(name);
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    expect(schema, name).toMatchObject({ type: 'object', properties: expect.any(Object) });
  }
  expect(valuesOf(document, '$schema')).toEqual([]);
  expect(valuesOf(document, '$defs')).toEqual([]);
});

test('security: the scheme is there, its token address is ours, and every scope is one of the Management API', () => {
  const { type, flows } = document.components.securitySchemes.managementToken;
  expect(type).toBe('oauth2');
  expect(flows.clientCredentials.tokenUrl).toBe(`${broker.issuer}oauth/token`);
  const used = new Set(
    operations().flatMap(({ operation }) => operation.security.flatMap((one) => one.managementToken)),
  );
  expect(Object.keys(flows.clientCredentials.scopes).sort()).toEqual([...used].sort());
  const known = new Set([...managementScopes.map(({ value }) => value), ...currentUserScopes, 'delete:current_user']);
  for (const scope of used) expect(known, String(scope)).toContain(scope);
});

test('every answer has a description and a JSON schema; each operation tells of 400, 401, 403 and 500', () => {
  for (const { operation } of operations()) {
    const statuses = Object.keys(operation.responses);
    expect(statuses).toEqual(expect.arrayContaining(['400', '401', '403', '500']));
    const good = statuses.filter((status) => status.startsWith('2'));
    // Auth0 answers the first DELETE of a connection otherwise than the next, and without a body where a job met no error.
    expect(good.length === 1 || ['202,204', '200,204'].includes(good.join())).toBe(true);
    for (const [status, response] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expect(response.description).not.toBe('');
      // Auth0 says 202 without a body where sessions and tokens are ended.
      const isEmpty = status === '204' || (status === '202' && /[Ee]nd/.test(response.description));
      if (isEmpty) {
        expect(response).not.toHaveProperty('content');
        continue;
      }
      expect(response.content['application/json'].schema).toBeTypeOf('object');
    }
  }
});

/** The schema as Zod reads it back: another reader than the one that wrote it. */
function readerOf(schema: object): z.ZodType {
  const all = { ...schema, $defs: document.components.schemas };
  return z.fromJSONSchema(JSON.parse(JSON.stringify(all).replaceAll('#/components/schemas/', '#/$defs/')));
}

test('every answer, good or bad, fits the schema of its status', async () => {
  const full = await getManagementToken(broker);
  const plain = await getManagementToken(broker, 'read:users');
  const none = await getManagementToken(broker, 'read:clients');
  const audience = `${broker.issuer}api/v2/`;
  const own = String((await getTokens(broker, { audience, scope: 'read:current_user' })).access_token);
  const one = '/users/{id}';
  const requests: [path: string, url: string, token: string | undefined, status: number][] = [
    [one, '/users/oidc%7Ccon1%7Cvera', full, 200],
    [one, '/users/oauth2%7Ccon2%7Cvera', full, 200],
    [one, '/users/oidc%7Ccon1%7Cvera', plain, 200],
    [one, '/users/oidc%7Ccon1%7Cvera?fields=email', plain, 200],
    [one, '/users/oidc%7Ccon1%7Cvera', own, 200],
    [one, '/users/oidc%7Ccon1%7Cmax', own, 403],
    [one, '/users/x?y=1', full, 400],
    [one, '/users/x', undefined, 401],
    [one, '/users/x', `${full}x`, 401],
    [one, '/users/x', none, 403],
    [one, '/users/x', full, 404],
    ['/users', '/users', full, 200],
    ['/users', '/users?include_totals=true', full, 200],
    ['/users', '/users?page=100', full, 400],
    ['/users', '/users', none, 403],
    ['/users-by-email', '/users-by-email?email=vera@example.com', full, 200],
    ['/users-by-email', '/users-by-email?email=nobody', plain, 200],
    ['/users-by-email', '/users-by-email', full, 400],
  ];
  for (const [path, url, token, status] of requests) {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const response = await fetch(`${broker.url}/api/v2${url}`, { headers });
    expect(response.status, url).toBe(status);
    const { schema } = document.paths[path]!.get!.responses[status]!.content['application/json'];
    const outcome = readerOf(schema).safeParse(await response.json());
    expect(outcome.error?.issues ?? [], `${status} ${url}`).toEqual([]);
  }
});

test('the schema of an identity takes nothing but its members: an undeclared secret cannot leave', () => {
  const identity = { connection: 'c', provider: 'p', user_id: '1', isSocial: false };
  const reader = readerOf({ $ref: '#/components/schemas/Identity' });
  expect(reader.safeParse(identity).success).toBe(true);
  expect(reader.safeParse({ ...identity, id_token: 'x' }).success).toBe(false);
  expect(reader.safeParse({ ...identity, isSocial: 'no' }).success).toBe(false);
});

test('nobody needs a token to read it, and a page shows it', async () => {
  const page = await fetch(`${broker.url}/api/v2/reference`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
});
