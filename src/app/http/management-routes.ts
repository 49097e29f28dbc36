import type { FastifyInstance, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { ValetkeyError } from '../../base/index.ts';
import { auth0Operations, type Endpoint, managementError, noBody } from '../../contract/index.ts';
import { type Operation, operations } from '../../management-api/index.ts';
import { type Caller, identifyCaller, type OauthServer } from '../../oauth-server/index.ts';
import { findTokenReadLimits } from '../../tenant/index.ts';
import { proveTokenRead } from '../../vault/index.ts';
import { forRequest, type Serving } from './for-request.ts';
import { addLimitHeaders, countFailure } from './limit-requests.ts';
import { logFailure } from './log-failure.ts';
import { logManagementFailure, logManagementWrite, readNamedParams } from './log-management.ts';
import { offerNonce, toResourceRequest } from './proof-of-possession.ts';
import { FormPairs } from './read-pairs.ts';
import { readTokenWish } from './read-token-wish.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import { challenge, isBadJson, toManagementBody, toValetkeyError } from './render-error.ts';

const prefix = '/api/v2';
/** Where failures of this API are counted. */
const place = 'management';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the Management API: who the bearer check found. */
    caller?: Caller;
  }
}

const validationWords = {
  params: { code: 'invalid_uri', words: 'Path validation error' },
  querystring: { code: 'invalid_query_string', words: 'Query validation error' },
  body: { code: 'invalid_body', words: 'Payload validation error' },
} as const;

/** What the endpoint says of one of its parameters. */
function describeProperty(schema: z.ZodType | undefined, name = ''): string | undefined {
  const { shape } = (schema ?? {}) as { shape?: Readonly<Record<string, z.ZodType>> };
  const text = shape && Object.hasOwn(shape, name) ? shape[name]?.description : undefined;
  return text?.replace(/\.$/, '');
}

/** Zod's findings in Auth0's words (auth0-wire section 1.7). */
function toValidationError(error: unknown, request: FastifyRequest): ValetkeyError | undefined {
  if (isBadJson(error)) {
    return new ValetkeyError('invalid_body', { description: 'Payload validation error: the body is not valid JSON.' });
  }
  if (!hasZodFastifySchemaValidationErrors(error)) return undefined;
  const place = error.validationContext as keyof typeof validationWords;
  const { code, words } = validationWords[place] ?? validationWords.body;
  const [finding] = error.validation;
  const keys: unknown = finding?.params.keys;
  if (finding?.keyword === 'unrecognized_keys' && Array.isArray(keys)) {
    const names = keys.join(', ').slice(0, 200);
    return new ValetkeyError(code, { description: `${words}: 'Additional properties not allowed: ${names}'.` });
  }
  const path = finding?.instancePath.split('/').slice(1) ?? [];
  const name = path.join('.');
  const given = { params: request.params, querystring: request.query, body: request.body }[place];
  if (name !== '' && path.length === 1 && !Object.hasOwn(given ?? {}, name)) {
    return new ValetkeyError(code, { description: `${words}: 'Missing required property: ${name}'.` });
  }
  const about = describeProperty(request.routeOptions.schema?.[place] as z.ZodType | undefined, path[0]);
  const on = name && ` on property ${name}${about === undefined ? '' : ` (${about})`}`;
  return new ValetkeyError(code, { description: `${words}: '${finding?.message ?? 'invalid'}'${on}.` });
}

function checkScopes(caller: Caller, scopes: readonly string[]): void {
  if (scopes.some((scope) => caller.scopes.has(scope))) return;
  throw new ValetkeyError('insufficient_scope', {
    description: `Insufficient scope, expected any of: ${scopes.join(',')}`,
  });
}

/** What this caller may have of IdP tokens, and how it asked for them. */
async function readTokenReading(server: OauthServer, request: FastifyRequest, caller: Caller) {
  const limits = await findTokenReadLimits(server.tenant, caller.clientId);
  const proof = proveTokenRead({ ...caller, requestId: request.id, limits });
  return proof && { proof, wish: await readTokenWish(server.tenant, request.headers) };
}

/** The body as the schemas see it: forms are objects of texts, and an empty body is an object without members. */
function readBody(body: unknown): unknown {
  if (body instanceof FormPairs) return Object.fromEntries(body.pairs);
  return body === undefined ? {} : body;
}

/** Many clients name JSON as the type of a body that is not there, on DELETE above all. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body as string, done),
  );
}

function addOperation(app: FastifyInstance, serving: Serving, { endpoint, handle }: Operation): void {
  const { method, path, params, query, body, answers, scopes } = endpoint;
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { scopes, endpoint },
    schema: {
      params,
      querystring: query,
      ...(body !== noBody && { body }),
      response: { ...answers, '4xx': managementError, '5xx': managementError },
    },
    // Before validation: who may not ask learns nothing about what could be asked.
    onRequest: async (request, reply) => {
      const server = forRequest(serving, request);
      offerNonce(server, request, reply);
      const caller = await identifyCaller(server, toResourceRequest(request));
      server.log.about({ clientId: caller.clientId, userId: caller.userId });
      const { clientId, userId } = caller;
      await server.limits.admit('management', userId === undefined ? clientId : `${clientId} ${userId}`);
      addLimitHeaders(server, reply);
      checkScopes(caller, scopes);
      request.caller = caller;
    },
    preValidation: async (request) => {
      if (body !== noBody) request.body = readBody(request.body);
    },
    handler: async (request, reply) => {
      const caller = request.caller!;
      const server = request.oauth!;
      const named = await readNamedParams(server.tenant, endpoint, request);
      const answer = await handle({
        vault: server.vault,
        params: request.params as never,
        query: request.query as never,
        body: request.body as never,
        caller,
        log: server.log,
        tokenReading: await readTokenReading(server, request, caller),
      });
      logManagementWrite(server.log, endpoint, named, answer.status);
      reply.header('cache-control', 'no-store');
      if (answer.headers) reply.headers(answer.headers);
      return reply.status(answer.status).send(answer.body);
    },
  });
}

/** The parameters of a path have other names with Auth0 here and there. */
const withoutNames = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');

const auth0MethodsOf = new Map(Object.entries(auth0Operations).map(([path, list]) => [withoutNames(path), list]));

function auth0Methods(path: string): string[] {
  return (auth0MethodsOf.get(withoutNames(path)) ?? '').split(' ').filter((method) => method !== '');
}

function answerNotFound(app: FastifyInstance, method: string[], url: string): void {
  const handler = async () => {
    throw new ValetkeyError('not_found');
  };
  app.route({ method, url, handler });
}

/** The Management API. No CORS: what can carry an IdP token is not for browsers. */
export async function addManagementRoutes(app: FastifyInstance, serving: Serving): Promise<void> {
  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', (request) => forRequest(serving, request).limits.refuseFailing(place));
  app.setErrorHandler(async (error, request, reply) => {
    const failure = toValidationError(error, request) ?? toValetkeyError(error);
    logFailure(request, failure);
    reply.header('cache-control', 'no-store');
    const challenged =
      failure.status === 401 || ['insufficient_scope', 'bad_authentication_header'].includes(failure.code);
    const { scopes = [], endpoint } = request.routeOptions.config as {
      scopes?: readonly string[];
      endpoint?: Endpoint;
    };
    await countFailure(request, failure, place);
    addLimitHeaders(request.oauth, reply);
    if (request.oauth && endpoint) logManagementFailure(request.oauth.log, endpoint, failure);
    if (failure.retryAfter !== undefined) reply.header('retry-after', String(failure.retryAfter));
    if (challenged) reply.header('www-authenticate', challenge(failure, scopes));
    return reply.status(failure.status).send(toManagementBody(failure));
  });
  app.setNotFoundHandler(async (_request, reply) =>
    reply.status(404).send(toManagementBody(new ValetkeyError('not_found'))),
  );
  acceptEmptyJson(app);
  for (const operation of operations) addOperation(app, serving, operation);
  const methodsOf = Map.groupBy(operations, ({ endpoint }) => endpoint.path);
  for (const [path, served] of methodsOf) {
    const own = served.map(({ endpoint }) => endpoint.method);
    const url = path.replaceAll(/\{(\w+)\}/g, ':$1');
    // What Auth0 can do here and we cannot is not there, rather than forbidden.
    const absent = auth0Methods(path).filter((method) => !own.some((one) => one === method));
    if (absent.length > 0) answerNotFound(app, absent, url);
    refuseOtherMethods(app, url, own, absent);
  }
  // A word of Auth0's where we take an id must not be taken for an id: /refresh-tokens/revoke.
  for (const [path, list] of Object.entries(auth0Operations)) {
    if (!path.includes('{') && !methodsOf.has(path)) answerNotFound(app, list.split(' '), path);
  }
}

export const managementPrefix = prefix;
