import { ValetkeyError } from '../../base/index.ts';

/** A query that is not answered, and why. */
export function refuseQuery(reason: string): ValetkeyError {
  return new ValetkeyError('invalid_query_string', {
    description: `Query validation error: '${reason}' on property q.`,
  });
}
