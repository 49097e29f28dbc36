import { readFileSync } from 'node:fs';

/** What Auth0's published description (of June 2026) says of one operation. */
export interface Auth0Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly scopes: readonly string[];
}

/** Path parameters have other names in places; they mean the same. */
const shapeOf = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');

export const auth0Operations: readonly Auth0Operation[] = readFileSync(
  new URL('auth0-operations.tsv', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [method = '', path = '', operationId = '', scopes = ''] = line.split('\t');
    return { method, path, operationId, scopes: scopes.split(/[ ,|]+/).filter((scope) => scope !== '') };
  });

export function isSameOperation(
  one: Pick<Auth0Operation, 'method' | 'path'>,
  other: Pick<Auth0Operation, 'method' | 'path'>,
): boolean {
  return one.method === other.method && shapeOf(one.path) === shapeOf(other.path);
}
