import type { FastifyInstance } from 'fastify';
import { FormPairs } from './read-pairs.ts';

/** The body as the schemas see it: forms are objects of texts, and an empty body is an object without members. */
export function readBody(body: unknown): unknown {
  if (body instanceof FormPairs) return Object.fromEntries(body.pairs);
  return body === undefined ? {} : body;
}

/** Many clients name JSON as the type of a body that is not there, on DELETE above all. */
export function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body as string, done),
  );
}
