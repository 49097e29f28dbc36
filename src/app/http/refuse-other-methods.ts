import type { FastifyInstance, HTTPMethods } from 'fastify';
import { ValetkeyError } from '../../base/index.ts';

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'];

/** Answers 405 with `Allow` for what a known path does not do (RFC 9110 section 15.5.6). */
export function refuseOtherMethods(app: FastifyInstance, url: string, allowed: readonly string[]): void {
  app.route({
    method: methods.filter((method) => !allowed.includes(method)),
    url,
    handler: async (_request, reply) => {
      reply.header('allow', allowed.join(', '));
      throw new ValetkeyError('method_not_allowed');
    },
  });
}
