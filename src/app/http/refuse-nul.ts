import type { FastifyRequest } from 'fastify';
import { ValetkeyError } from '../../base/index.ts';

const rule = 'must not contain U+0000';

/** Depth is bounded where bodies are parsed. */
function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.includes('\0') || holdsNul(member));
}

/**
 * PostgreSQL's text cannot hold U+0000, and nothing that this server keeps has a use for it.
 * @throws {ValetkeyError} `invalid_uri`, `invalid_query_string` or `invalid_body`
 */
export function refuseNul({ url, body }: Pick<FastifyRequest, 'url' | 'body'>): void {
  const [path = '', query = ''] = url.split('?', 2);
  if (path.includes('%00'))
    throw new ValetkeyError('invalid_uri', { description: `Path validation error: '${rule}'.` });
  if (query.includes('%00'))
    throw new ValetkeyError('invalid_query_string', { description: `Query validation error: '${rule}'.` });
  if (holdsNul(body)) throw new ValetkeyError('invalid_body', { description: `Payload validation error: '${rule}'.` });
}
