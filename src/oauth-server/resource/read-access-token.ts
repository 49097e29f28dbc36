import { ValetkeyError } from '../../base/index.ts';

/** b64token of RFC 6750 section 2.1; the scheme of RFC 9449 section 7.1 has the same. */
const header = /^(Bearer|DPoP) +([A-Za-z0-9\-._~+/]+=*)$/i;

/** A request to something that access tokens open. */
export interface ResourceRequest {
  readonly authorization: string | undefined;
  /** The header `DPoP`. */
  readonly dpop: string | undefined;
  readonly method: string;
  /** The path as it came, with or without a query. */
  readonly path: string;
  /** `access_token` of the address, which counts only where the operator switched that on. */
  readonly queryToken?: string | undefined;
}

export interface PresentedToken {
  readonly scheme: 'bearer' | 'dpop';
  readonly token: string;
}

/**
 * The token of an Authorization header; queries and bodies are not looked at (RFC 9700 section 4.3.2).
 * @throws {ValetkeyError} `missing_authentication` or `bad_authentication_header`.
 */
export function readAccessToken(authorization: string | undefined): PresentedToken {
  if (authorization === undefined || authorization === '') throw new ValetkeyError('missing_authentication');
  const match = header.exec(authorization);
  if (!match?.[2]) throw new ValetkeyError('bad_authentication_header');
  return { scheme: /^d/i.test(authorization) ? 'dpop' : 'bearer', token: match[2] };
}
