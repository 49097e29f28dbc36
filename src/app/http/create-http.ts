import formbody from '@fastify/formbody';
import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  fastify,
  LogController,
} from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { ValetkeyError } from '../../base/index.ts';
import type { Config, TrustProxy } from '../config/index.ts';
import { acceptJson } from './read-body.ts';
import { FormPairs } from './read-pairs.ts';
import { toManagementBody } from './render-error.ts';

/** Bytes of a body from whoever comes along: tokens are tens of kilobytes at most. */
const bodyLimit = 128 * 1024;
/** Milliseconds between two looks at who is too slow: Node's own thirty seconds would double every time-out. */
const connections = { connectionsCheckingInterval: 5_000 };
/** Characters of one path segment: user ids may be long and doubly encoded. */
const longestSegment = 4096;

export interface HttpOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly newRequestId: () => string;
}

/** A number of proxies means: believe that many of the nearest addresses, which a forged header cannot lengthen. */
function trustRule(trust: TrustProxy) {
  return typeof trust === 'number' ? (_address: string, hop: number) => hop < trust : trust;
}

/** A path that leads to no route because it is none: the Management API's dialect, as for a route that is not there. */
function refusePath(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const tooLong = error.statusCode === 414;
  const failure = tooLong
    ? new ValetkeyError('uri_too_long')
    : new ValetkeyError('invalid_uri', { description: 'Path validation error: the path is not a valid URL.' });
  reply.status(failure.status).header('x-content-type-options', 'nosniff').send(toManagementBody(failure));
}

/** The HTTP server with what every route needs: parsers, Zod, and security headers. */
export async function createHttp({ config, log, newRequestId }: HttpOptions): Promise<FastifyInstance> {
  const options: FastifyServerOptions = {
    loggerInstance: log,
    // A logger a request costs more than what it would say: our lines carry the request's id themselves.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustRule(config.trustProxy),
    bodyLimit,
    exposeHeadRoutes: false,
    frameworkErrors: refusePath,
    genReqId: newRequestId,
    routerOptions: { maxParamLength: longestSegment, ignoreDuplicateSlashes: false, caseSensitive: true },
    // Given here and not set later, because Fastify loads ajv otherwise.
    schemaController: {
      compilersFactory: {
        buildValidator: () => validatorCompiler as never,
        buildSerializer: () => serializerCompiler as never,
      },
    },
    // Slow or silent clients do not hold a connection for ever.
    requestTimeout: 30_000,
    ...(config.tls ? { https: { ...config.tls, ...connections } } : { http: connections }),
  };
  const app = fastify(options) as FastifyInstance;
  // Fastify reads plain text by itself; nothing here is written in it.
  app.removeContentTypeParser('text/plain');
  acceptJson(app);
  app.decorateRequest('oauth', undefined);
  await app.register(formbody, { parser: (text) => new FormPairs(text) as unknown as Record<string, unknown> });
  const secure = config.issuer.startsWith('https:');
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff');
    // So that whoever complains can say which request, and the operator finds it in the log.
    reply.header('x-request-id', request.id);
    if (secure) reply.header('strict-transport-security', 'max-age=31536000');
    done();
  });
  if (log.isLevelEnabled('debug')) logRequests(app, log);
  return app as FastifyInstance;
}

function logRequests(app: FastifyInstance, log: Logger): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, id, ip } = request;
    const line = { requestId: id, method, route: routeOptions.url ?? 'none', status: reply.statusCode, ip };
    log.debug({ ...line, milliseconds: Math.round(reply.elapsedTime * 10) / 10 }, 'answered');
  });
}
