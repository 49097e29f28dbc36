import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { ValetkeyError } from '../../base/index.ts';
import { managementError } from '../../contract/index.ts';
import { type Operation, operations } from '../../management-api/index.ts';
import { type Caller, identifyCaller, type OauthServer } from '../../oauth-server/index.ts';
import { proveTokenRead } from '../../vault/index.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import { bearerChallenge, toManagementBody, toValetkeyError } from './render-error.ts';

const prefix = '/api/v2';
const callers = new WeakMap<FastifyRequest, Caller>();

const validationWords = {
  params: { code: 'invalid_uri', words: 'Path validation error' },
  querystring: { code: 'invalid_query_string', words: 'Query validation error' },
  body: { code: 'invalid_body', words: 'Payload validation error' },
} as const;

/** Zod's findings in Auth0's words (auth0-wire section 1.7). */
function toValidationError(error: unknown): ValetkeyError | undefined {
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  const where = validationWords[error.validationContext as keyof typeof validationWords] ?? validationWords.body;
  const issue = error.validation[0]?.params.issue as z.core.$ZodIssue | undefined;
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys : undefined;
  const why = keys
    ? `Additional properties not allowed: ${keys.join(', ').slice(0, 200)}`
    : (issue?.message ?? 'invalid');
  const name = issue?.path.join('.');
  const on = name ? ` on property ${name}` : '';
  return new ValetkeyError(where.code, { description: `${where.words}: '${why}'${on}.` });
}

function checkScopes(caller: Caller, scopes: readonly string[]): void {
  if (scopes.some((scope) => caller.scopes.has(scope))) return;
  throw new ValetkeyError('insufficient_scope', {
    description: `Insufficient scope, expected any of: ${scopes.join(',')}`,
  });
}

function addOperation(app: FastifyInstance, server: OauthServer, { endpoint, handle }: Operation): void {
  const { method, path, params, query, body, answers, scopes } = endpoint;
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { scopes },
    schema: {
      params,
      querystring: query,
      ...(method !== 'GET' && { body }),
      response: { ...answers, '4xx': managementError, '5xx': managementError },
    },
    // Before validation: who may not ask learns nothing about what could be asked.
    onRequest: async (request) => {
      const caller = await identifyCaller(server, request.headers.authorization);
      checkScopes(caller, scopes);
      callers.set(request, caller);
    },
    handler: async (request, reply) => {
      const caller = callers.get(request)!;
      const answer = await handle({
        tenant: server.tenant,
        params: request.params as never,
        query: request.query as never,
        body: request.body as never,
        caller,
        tokenRead: proveTokenRead(caller),
      });
      reply.header('cache-control', 'no-store');
      return reply.status(answer.status).send(answer.body);
    },
  });
}

/** The Management API. No CORS: what can carry an IdP token is not for browsers. */
export async function addManagementRoutes(app: FastifyInstance, server: OauthServer): Promise<void> {
  app.setErrorHandler(async (error, request, reply) => {
    const failure = toValidationError(error) ?? toValetkeyError(error);
    if (failure.status >= 500) request.log.error({ err: error, requestId: request.id }, 'failed');
    reply.header('cache-control', 'no-store');
    const challenged =
      failure.status === 401 || ['insufficient_scope', 'bad_authentication_header'].includes(failure.code);
    const { scopes = [] } = request.routeOptions.config as { scopes?: readonly string[] };
    if (challenged) reply.header('www-authenticate', bearerChallenge(failure, scopes));
    return reply.status(failure.status).send(toManagementBody(failure));
  });
  app.setNotFoundHandler(async (_request, reply) =>
    reply.status(404).send(toManagementBody(new ValetkeyError('not_found'))),
  );
  for (const operation of operations) addOperation(app, server, operation);
  const methodsOf = Map.groupBy(operations, ({ endpoint }) => endpoint.path);
  for (const [path, served] of methodsOf) {
    refuseOtherMethods(
      app,
      path.replaceAll(/\{(\w+)\}/g, ':$1'),
      served.map(({ endpoint }) => endpoint.method),
    );
  }
}

export const managementPrefix = prefix;
