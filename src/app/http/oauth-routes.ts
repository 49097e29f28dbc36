import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ValetkeyError } from '../../base/index.ts';
import { keySet, oauthError, pushedAnswer, serverMetadata, tokenAnswer, userinfoAnswer } from '../../contract/index.ts';
import {
  describeServer,
  type Parameters,
  pushRequest,
  readParameters,
  revoke,
  token,
  userinfo,
} from '../../oauth-server/index.ts';
import { readPublicKeys, readSettings } from '../../tenant/index.ts';
import { forRequest, type Serving } from './for-request.ts';
import { addLimitHeaders } from './limit-requests.ts';
import { logFailure } from './log-failure.ts';
import { offerNonce, readDpop, toResourceRequest } from './proof-of-possession.ts';
import { readBodyPairs, readQueryPairs } from './read-pairs.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import { challenge, retryAfterHeader, toOauthBody, toValetkeyError } from './render-error.ts';

const errors = { '4xx': oauthError, '5xx': oauthError };
/** What a script of another origin may read beside the body (RFC 9449 section 8.3). */
const exposedHeaders = [
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'DPoP-Nonce',
  'WWW-Authenticate',
];
const queryCredentials = ['client_secret', 'client_assertion', 'code', 'refresh_token', 'code_verifier', 'token'];

/** RFC 6749 section 2.3.1: credentials in an address end up in logs, so they are not honoured there. */
function readBody(request: FastifyRequest): Parameters {
  const inQuery = readQueryPairs(request.raw.url ?? '').some(([name]) => queryCredentials.includes(name));
  if (inQuery)
    throw new ValetkeyError('invalid_request', { description: 'Send credentials in the body, not in the URL' });
  return readParameters(readBodyPairs(request.body));
}

function forbidCaching(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
}

function addTokenRoutes(app: FastifyInstance, serving: Serving): void {
  app.route({
    method: 'POST',
    url: '/oauth/token',
    schema: { response: { 200: tokenAnswer, ...errors } },
    handler: async (request, reply) => {
      forbidCaching(reply);
      return token(forRequest(serving, request), readBody(request), request.headers.authorization, readDpop(request));
    },
  });
  app.route({
    method: 'POST',
    url: '/oauth/par',
    schema: { response: { 201: pushedAnswer, ...errors } },
    handler: async (request, reply) => {
      forbidCaching(reply);
      const { authorization } = request.headers;
      const server = forRequest(serving, request);
      return reply.status(201).send(await pushRequest(server, readBody(request), authorization, readDpop(request)));
    },
  });
  app.route({
    method: 'POST',
    url: '/oauth/revoke',
    schema: { response: { ...errors } },
    handler: async (request, reply) => {
      forbidCaching(reply);
      await revoke(forRequest(serving, request), readBody(request), request.headers.authorization);
      return reply.status(200).send();
    },
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/userinfo',
    schema: { response: { 200: userinfoAnswer, ...errors } },
    handler: async (request, reply) => {
      forbidCaching(reply);
      const inQuery = readQueryPairs(request.raw.url ?? '').filter(([name]) => name === 'access_token');
      // Two of them are none: which one would count?
      const queryToken = inQuery.length === 1 ? inQuery[0]?.[1] : undefined;
      return userinfo(forRequest(serving, request), { ...toResourceRequest(request), queryToken });
    },
  });
  refuseOtherMethods(app, '/oauth/token', ['POST']);
  refuseOtherMethods(app, '/oauth/par', ['POST']);
  refuseOtherMethods(app, '/oauth/revoke', ['POST']);
  refuseOtherMethods(app, '/userinfo', ['GET', 'POST']);
}

function addMetadataRoutes(app: FastifyInstance, { server }: Serving): void {
  for (const url of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
    app.route({
      method: 'GET',
      url,
      schema: { response: { 200: serverMetadata, ...errors } },
      handler: async (_request, reply) => {
        reply.header('cache-control', 'public, max-age=15, stale-while-revalidate=15, stale-if-error=86400');
        return describeServer(server);
      },
    });
    refuseOtherMethods(app, url, ['GET']);
  }
  app.route({
    method: 'GET',
    url: '/.well-known/jwks.json',
    schema: { response: { 200: keySet, ...errors } },
    handler: async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=15, stale-while-revalidate=15, stale-if-error=86400');
      const keys = await readPublicKeys(server.tenant);
      const { flags } = await readSettings(server.tenant);
      return { keys: flags?.remove_alg_from_jwks ? keys.map(({ alg: _, ...key }) => key) : keys };
    },
  });
  refuseOtherMethods(app, '/.well-known/jwks.json', ['GET']);
}

/** What applications call: errors are OAuth's, and a page of any origin may call, without cookies. */
export async function addOauthRoutes(app: FastifyInstance, serving: Serving): Promise<void> {
  // The plugin adds a route that answers preflights for every path of the server; only those below are meant.
  app.addHook('onRoute', (route) => {
    if (route.url === '*') route.config = { ...route.config, cors: { origin: false } } as typeof route.config;
  });
  await app.register(cors, { origin: '*', methods: ['GET', 'POST'], credentials: false, exposedHeaders, maxAge: 600 });
  app.addHook('onRequest', async (request, reply) => {
    offerNonce(serving.server, request, reply);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    addLimitHeaders(request.oauth, reply);
    return payload;
  });
  app.setErrorHandler(async (error, request, reply) => {
    const failure = toValetkeyError(error);
    logFailure(request, failure);
    forbidCaching(reply);
    reply.headers(retryAfterHeader(failure));
    if (request.routeOptions.url === '/userinfo' && failure.status < 500 && failure.code !== 'method_not_allowed') {
      reply.header('www-authenticate', challenge(failure, ['openid']));
      // Auth0 answers plain text here (auth0-wire section 4.4).
      if (failure.status === 401) return reply.status(401).type('text/plain').serializer(String).send('Unauthorized');
    } else if (failure.status === 401 && /^basic /i.test(request.headers.authorization ?? '')) {
      // RFC 6749 section 5.2: whoever tried Basic is told of Basic.
      reply.header('www-authenticate', `Basic realm="${serving.server.tenant.issuer}"`);
    }
    return reply.status(failure.status).send(toOauthBody(failure));
  });
  addTokenRoutes(app, serving);
  addMetadataRoutes(app, serving);
}
