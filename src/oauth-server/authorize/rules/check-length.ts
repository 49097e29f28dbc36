import { ValetkeyError } from '../../../base/index.ts';
import type { Parameters } from '../../parameters.ts';

/** Characters of a query that every server and proxy on the way lets through, ours included. */
const longestQuery = 12_000;

/** The parameters as a query, for an address of ours; undefined when there are too many for one. */
export function toQuery(parameters: Parameters): string | undefined {
  const query = new URLSearchParams(parameters.toRecord()).toString();
  return query.length <= longestQuery ? query : undefined;
}

/** A form may be longer than an address, but what it carries goes on in addresses: to the IdP and to the application. */
export function checkLength(parameters: Parameters): void {
  if (toQuery(parameters) !== undefined) return;
  throw new ValetkeyError('invalid_request', { description: `The request is longer than ${longestQuery} characters` });
}
