import type { FastifyInstance } from 'fastify';
import { isTooDeep, ValetkeyError } from '../../base/index.ts';
import { FormPairs } from './read-pairs.ts';

/** Bytes of a body that is read after its sender was found to be somebody. */
export const knownCallerBodyLimit = 1024 * 1024;

/** Levels of a JSON body: more than any that means something, and fewer than what follows it down can bear. */
const deepestBody = 64;

/** The body as the schemas see it: forms are objects of texts, and an empty body is an object without members. */
export function readBody(body: unknown): unknown {
  if (body instanceof FormPairs) return Object.fromEntries(body.pairs);
  return body === undefined ? {} : body;
}

function addJsonParser(app: FastifyInstance, { takesEmpty }: { readonly takesEmpty: boolean }): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (text === '' && takesEmpty) return done(null, undefined);
    if (isTooDeep(text, deepestBody)) return done(new ValetkeyError('body_too_deep'));
    parse(request, text, done);
  });
}

/** The one place where JSON of a request is parsed: how deep it is, is looked at before anything can follow it down. */
export function acceptJson(app: FastifyInstance): void {
  addJsonParser(app, { takesEmpty: false });
}

/** Many clients name JSON as the type of a body that is not there, on DELETE above all. */
export function acceptEmptyJson(app: FastifyInstance): void {
  addJsonParser(app, { takesEmpty: true });
}
