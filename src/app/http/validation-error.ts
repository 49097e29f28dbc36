import type { FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { ValetkeyError } from '../../base/index.ts';
import { isBadJson } from './render-error.ts';

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
export function toValidationError(error: unknown, request: FastifyRequest): ValetkeyError | undefined {
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
