import { z } from 'zod';
import { descriptionOf } from './as-given.ts';
import type { DashboardEndpoint } from './dashboard/dashboard-endpoint.ts';
import type { Endpoint, ErrorStatus } from './endpoint.ts';
import { managementError, noBody, noContent } from './endpoint.ts';

type JsonSchema = Record<string, unknown>;

/** Named shapes that an operation mentions; they stand once, under components. */
type Components = Record<string, JsonSchema>;

const placeInZod = '#/$defs/';
const placeInOpenApi = '#/components/schemas/';

function schemaOf(type: z.ZodType, io: 'input' | 'output', components: Components = {}): JsonSchema {
  const text = JSON.stringify(z.toJSONSchema(descriptionOf(type) ?? type, { io, unrepresentable: 'any' }));
  const { $schema: _schema, id: _id, $defs = {}, ...schema } = JSON.parse(text.replaceAll(placeInZod, placeInOpenApi));
  for (const [name, { id: _, ...named }] of Object.entries($defs as Record<string, JsonSchema>))
    components[name] = named;
  return schema;
}

function parametersOf(type: z.ZodType, where: 'path' | 'query'): JsonSchema[] {
  const { properties = {}, required = [] } = schemaOf(type, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    ...(description ? { description } : {}),
    schema,
  }));
}

/** What any request can come to, before its operation is asked. */
const errorsOfAll: readonly ErrorStatus[] = [400, 401, 403, 414, 429, 500, 503];
/** The same for requests with a body. */
const errorsOfBodies: readonly ErrorStatus[] = [413, 415];

/** What both APIs say of an operation. */
type Described = Omit<Endpoint, 'scopes'>;

function errorsOf({ method, errors }: Described): ErrorStatus[] {
  const all = new Set([...errors, ...errorsOfAll, ...(method === 'GET' ? [] : errorsOfBodies)]);
  return [...all].sort((one, two) => one - two);
}

/** Who may ask, in words and for programs. */
interface Admission {
  readonly description: string;
  readonly security: readonly JsonSchema[];
}

function operationOf(endpoint: Described, { description, security }: Admission, components: Components): JsonSchema {
  const answers = Object.entries(endpoint.answers).map(([status, type]) => [
    status,
    {
      description: endpoint.summary,
      ...(type !== noContent && { content: { 'application/json': { schema: schemaOf(type, 'output', components) } } }),
    },
  ]);
  const errors = errorsOf(endpoint).map((status) => [
    String(status),
    { description: 'Error', content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
  ]);
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    description,
    tags: [endpoint.tag],
    security,
    parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')],
    ...(endpoint.body !== noBody && {
      requestBody: { content: { 'application/json': { schema: schemaOf(endpoint.body, 'input', components) } } },
    }),
    responses: Object.fromEntries([...answers, ...errors]),
  };
}

function pathsOf<E extends Described>(
  endpoints: readonly E[],
  admit: (endpoint: E) => Admission,
): { paths: Record<string, JsonSchema>; schemas: Components } {
  const paths: Record<string, JsonSchema> = {};
  const schemas: Components = {};
  schemaOf(managementError, 'output', schemas);
  for (const endpoint of endpoints) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operationOf(endpoint, admit(endpoint), schemas),
    };
  }
  return { paths, schemas };
}

/**
 * The OpenAPI 3.1 description of the Management API.
 * @param baseUrl public base URL without a slash at the end.
 */
export function describeApi(endpoints: readonly Endpoint[], baseUrl: string, version: string): JsonSchema {
  const { paths, schemas } = pathsOf(endpoints, ({ scopes }) => ({
    description: `Needs any of: ${scopes.join(', ')}.`,
    security: scopes.map((scope) => ({ managementToken: [scope] })),
  }));
  return {
    openapi: '3.1.0',
    info: { title: 'Valetkey Management API', version },
    servers: [{ url: `${baseUrl}/api/v2` }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        managementToken: {
          type: 'oauth2',
          description: `An access token for the audience ${baseUrl}/api/v2/.`,
          flows: { clientCredentials: { tokenUrl: `${baseUrl}/oauth/token`, scopes: scopesOf(endpoints) } },
        },
      },
    },
  };
}

function admissionOf({ access, method, needsReauthentication }: DashboardEndpoint): Admission {
  const who = access === 'anyone' ? 'Anyone' : access === 'signed_in' ? 'Any role' : `Roles: ${access.join(', ')}`;
  const soon = needsReauthentication ? ' A password or passkey must have been shown within the last 10 minutes.' : '';
  const session = method === 'GET' ? { session: [] } : { session: [], csrfToken: [] };
  return { description: `${who}.${soon}`, security: access === 'anyone' ? [] : [session] };
}

/** The OpenAPI 3.1 description of the dashboard API; parameters as for `describeApi`. */
export function describeDashboardApi(
  endpoints: readonly DashboardEndpoint[],
  baseUrl: string,
  version: string,
): JsonSchema {
  const { paths, schemas } = pathsOf(endpoints, admissionOf);
  const { hostname, protocol } = new URL(baseUrl);
  return {
    openapi: '3.1.0',
    info: { title: 'Valetkey dashboard API', version },
    servers: [{ url: `${baseUrl}/dashboard/api`, description: hostname }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: `${protocol === 'https:' ? '__Host-' : ''}valetkey-dashboard`,
          description: 'The session of an administrator.',
        },
        csrfToken: {
          type: 'apiKey',
          in: 'header',
          name: 'x-csrf-token',
          description: '`csrf_token` of GET /session.',
        },
      },
    },
  };
}

function scopesOf(endpoints: readonly Endpoint[]): Record<string, string> {
  return Object.fromEntries(endpoints.flatMap((endpoint) => endpoint.scopes.map((scope) => [scope, ''])));
}
