import { ValetkeyError } from '../../base/index.ts';

/** b64token of RFC 6750 section 2.1. */
const header = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The token of an Authorization header; queries and bodies are not looked at (RFC 9700 section 4.3.2).
 * @throws {ValetkeyError} `missing_authentication` or `bad_authentication_header`.
 */
export function readBearer(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '') throw new ValetkeyError('missing_authentication');
  const match = header.exec(authorization);
  if (!match?.[1]) throw new ValetkeyError('bad_authentication_header');
  return match[1];
}
