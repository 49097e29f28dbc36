import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ValetkeyError } from '../../base/index.ts';
import { auth0Operations, type Endpoint, managementError, noBody } from '../../contract/index.ts';
import { type Operation, operations } from '../../management-api/index.ts';
import type { Caller, OauthServer } from '../../oauth-server/index.ts';
import { findTokenReadLimits } from '../../tenant/index.ts';
import { proveTokenRead } from '../../vault/index.ts';
import { forRequest, type Serving } from './for-request.ts';
import { addLimitHeaders } from './limit-requests.ts';
import { logFailure } from './log-failure.ts';
import { logWrite, logWriteFailure, readNamedParams } from './log-writes.ts';
import { bearerAccess, type ManagementAccess } from './management-access.ts';
import { acceptEmptyJson, knownCallerBodyLimit, readBody } from './read-body.ts';
import { readTokenWish } from './read-token-wish.ts';
import { refuseNul } from './refuse-nul.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import { challenge, toManagementBody, toValetkeyError } from './render-error.ts';
import { toValidationError } from './validation-error.ts';
import { addWarnings } from './warnings-header.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the Management API: who was found. */
    caller?: Caller;
  }
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

function addOperation(
  app: FastifyInstance,
  serving: Serving,
  access: ManagementAccess,
  { endpoint, handle }: Operation,
): void {
  const { method, path, params, query, body, answers, scopes } = endpoint;
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { scopes, endpoint },
    bodyLimit: knownCallerBodyLimit,
    schema: {
      params,
      querystring: query,
      ...(body !== noBody && { body }),
      response: { ...answers, '4xx': managementError, '5xx': managementError },
    },
    // Before validation: who may not ask learns nothing about what could be asked.
    onRequest: async (request, reply) => {
      const server = forRequest(serving, request);
      const { caller, budget } = await access.identify(server, request, reply);
      await server.limits.admit('management', budget);
      addLimitHeaders(server, reply);
      checkScopes(caller, scopes);
      access.check?.(request, endpoint);
      request.caller = caller;
    },
    preValidation: async (request) => {
      refuseNul(request);
      if (body !== noBody) request.body = readBody(request.body);
    },
    handler: async (request, reply) => {
      const caller = request.caller!;
      const server = request.oauth!;
      const named = await readNamedParams(server.tenant, endpoint, request);
      const warnings: string[] = [];
      const answer = await handle({
        vault: server.vault,
        params: request.params as never,
        query: request.query as never,
        body: request.body as never,
        caller,
        log: server.log,
        warn: (text) => void warnings.push(text),
        tokenReading: access.mayCarryTokens(request) ? await readTokenReading(server, request, caller) : undefined,
      });
      const { status } = answer;
      logWrite(server.log, access.place, endpoint, named, {
        status,
        ...(warnings.length > 0 && { details: { warnings } }),
      });
      addWarnings(reply, warnings);
      reply.header('cache-control', 'no-store');
      if (answer.headers) reply.headers(answer.headers);
      return reply.status(status).send(answer.body);
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

/**
 * The Management API, for callers that are found in one way. No CORS: what can carry an IdP token is not for browsers.
 */
export async function addManagementRoutes(
  app: FastifyInstance,
  serving: Serving,
  access: ManagementAccess = bearerAccess,
): Promise<void> {
  app.decorateRequest('caller', undefined);
  app.setErrorHandler(async (error, request, reply) => {
    const failure = toValidationError(error, request) ?? toValetkeyError(error);
    logFailure(request, failure);
    reply.header('cache-control', 'no-store');
    const challenged =
      access.challenges &&
      (failure.status === 401 || ['insufficient_scope', 'bad_authentication_header'].includes(failure.code));
    const { scopes = [], endpoint } = request.routeOptions.config as {
      scopes?: readonly string[];
      endpoint?: Endpoint;
    };
    addLimitHeaders(request.oauth, reply);
    // A limit that was reached is noted once: a flood is not to become a flood of entries.
    const isNoted = failure.code === 'too_many_requests';
    if (request.oauth && endpoint && !isNoted) logWriteFailure(request.oauth.log, access.place, endpoint, failure);
    if (failure.retryAfter !== undefined) reply.header('retry-after', String(failure.retryAfter));
    if (challenged) reply.header('www-authenticate', challenge(failure, scopes));
    return reply.status(failure.status).send(toManagementBody(failure));
  });
  app.setNotFoundHandler(async (_request, reply) =>
    reply.status(404).send(toManagementBody(new ValetkeyError('not_found'))),
  );
  acceptEmptyJson(app);
  for (const operation of operations) addOperation(app, serving, access, operation);
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

export const managementPrefix = bearerAccess.place.prefix;
