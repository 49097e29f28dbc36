import { STATUS_CODES } from 'node:http';
import type { FastifyError } from 'fastify';
import { ValetkeyError } from '../../base/index.ts';
import type { ManagementError } from '../../contract/index.ts';
import { proofAlgorithms } from '../../oauth-server/index.ts';
import { isDatabaseAway } from '../../storage/index.ts';

/** Fastify's own refusals, in our words. */
const httpErrors: Readonly<Record<number, ConstructorParameters<typeof ValetkeyError>[0]>> = {
  400: 'invalid_request',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
};

const jsonErrors = new Set([
  'FST_ERR_CTP_INVALID_JSON_BODY',
  'FST_ERR_CTP_EMPTY_JSON_BODY',
  'FST_ERR_CTP_BODY_INVALID',
]);

/** Seconds after which a database that is away is likely back: a restart takes about that long. */
const databaseRetryAfter = 2;

/** Whether the body was named JSON and is none. */
export function isBadJson(error: unknown): boolean {
  return jsonErrors.has((error as Partial<FastifyError>).code ?? '');
}

/** Every failure as one of the catalogue; what nobody foresaw becomes `server_error`. */
export function toValetkeyError(error: unknown): ValetkeyError {
  if (error instanceof ValetkeyError) return error;
  if (isDatabaseAway(error)) {
    return new ValetkeyError('temporarily_unavailable', { retryAfter: databaseRetryAfter, cause: error });
  }
  const { statusCode = 500 } = error as Partial<FastifyError>;
  if (statusCode < 500) {
    const description = isBadJson(error) ? { description: 'The body is not valid JSON.' } : {};
    return new ValetkeyError(httpErrors[statusCode] ?? 'invalid_request', { ...description, cause: error });
  }
  return new ValetkeyError('server_error', { cause: error });
}

/** RFC 9110 section 10.2.3. */
export function retryAfterHeader({ retryAfter }: ValetkeyError): Record<string, string> {
  return retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
}

/** RFC 6749 section 5.2. */
export function toOauthBody(error: ValetkeyError) {
  return {
    error: error.oauthError,
    error_description: error.description,
    ...(error.uri !== undefined && { error_uri: error.uri }),
  };
}

/** auth0-wire section 1.7. Failures inside are told apart in the log only. */
export function toManagementBody(error: ValetkeyError): ManagementError {
  const { status, entry } = error;
  const isTokenProblem = status === 401 && error.code !== 'missing_authentication' && error.code !== 'bad_audience';
  return {
    statusCode: status,
    error: STATUS_CODES[status] ?? 'Error',
    message: error.description,
    ...(entry.errorCode !== undefined && { errorCode: entry.errorCode }),
    ...(isTokenProblem && { attributes: { error: error.description } }),
  };
}

/** What stands in the header between its quotes (RFC 6750 section 3). */
function quotable(text: string): string {
  return text.replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '');
}

const dpopErrors = ['dpop_proof_refused', 'dpop_nonce_needed'];

/** What is wanted of whoever was refused: RFC 9449 section 7.1 for what was wrong with a proof, else RFC 6750. */
export function challenge(error: ValetkeyError, scopes: readonly string[]): string {
  if (!dpopErrors.includes(error.code)) return bearerChallenge(error, scopes);
  const description = quotable(error.description);
  return `DPoP error="${error.oauthError}", error_description="${description}", algs="${proofAlgorithms.join(' ')}"`;
}

/** RFC 6750 section 3; without credentials no `error` is named (section 3.1). */
function bearerChallenge(error: ValetkeyError, scopes: readonly string[]): string {
  if (error.code === 'missing_authentication') return 'Bearer';
  if (error.code === 'insufficient_scope') return `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"`;
  const name = error.code === 'bad_authentication_header' ? 'invalid_request' : 'invalid_token';
  const description = quotable(error.description);
  return `Bearer error="${name}", error_description="${description}"`;
}
