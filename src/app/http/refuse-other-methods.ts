import type { FastifyInstance, HTTPMethods } from 'fastify';
import { ValetkeyError } from '../../base/index.ts';

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/**
 * Answers 405 with `Allow` for what a known path does not do (RFC 9110 section 15.5.6), and OPTIONS with `Allow` alone:
 * a path without an answer of its own would fall to the CORS plugin, which answers for the whole server.
 */
export function refuseOtherMethods(
  app: FastifyInstance,
  url: string,
  allowed: readonly string[],
  alsoRouted: readonly string[] = [],
): void {
  app.route({
    method: 'OPTIONS',
    url,
    handler: async (_request, reply) => reply.status(204).header('allow', allowed.join(', ')).send(),
  });
  app.route({
    method: methods.filter((method) => !allowed.includes(method) && !alsoRouted.includes(method)),
    url,
    handler: async (_request, reply) => {
      reply.header('allow', allowed.join(', '));
      throw new ValetkeyError('method_not_allowed');
    },
  });
}
