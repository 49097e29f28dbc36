import { processGenericTokenEndpointResponse } from 'oauth4webapi';
import { type Clock, parseFormPairs, ValetkeyError } from '../base/index.ts';
import { type JsonObject, parseGrantedScopes } from '../providers/index.ts';
import type { IdpConnection } from './connection.ts';
import { parseJson } from './egress/read-body.ts';
import { cleanErrorCode, createFailure, guardAnswer } from './failure.ts';

export interface IdpTokens {
  readonly accessToken: string;
  /** Undefined when the answer had none: after a refresh, the old one stays good. */
  readonly refreshToken?: string;
  readonly idToken?: string;
  readonly tokenType: string;
  /** Seconds from `receivedAt`; undefined when the IdP did not say. */
  readonly expiresIn?: number;
  /** Undefined when the IdP did not say. */
  readonly scopesGranted: string[] | undefined;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

/** Characters: what is kept for each user and read a hundred at a time cannot be a megabyte each. */
const longestAnswer = 256 * 1024;
const tenYears = 10 * 365 * 86_400;

/** Lifetimes come as number or text; what says nothing is left out, what cannot be is brought into bounds. */
function readLifetime(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(Math.floor(seconds), 0), tenYears);
}

/** Seconds of a Retry-After header (RFC 9110 section 10.2.3), which may be a date. */
export function readRetryAfter(headers: Headers, clock: Clock): number | undefined {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Math.min(Number(value), 86_400);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.min(Math.max(Math.ceil((date - clock.now()) / 1000), 0), 86_400);
}

/** True when the answer is about the moment, not about us: to be tried again later. */
export function isTemporary(status: number, error?: string): boolean {
  return (
    status >= 500 || status === 429 || status === 408 || error === 'temporarily_unavailable' || error === 'slow_down'
  );
}

function readForm(text: string): JsonObject {
  const pairs = parseFormPairs(text, 100);
  if (!pairs) throw new ValetkeyError('idp_answer_invalid', { detail: 'token answer: too many members' });
  return Object.fromEntries(pairs);
}

/** The answer as one object; form data only where the provider says that its IdP does that. */
function parseAnswer(connection: IdpConnection, text: string, type: string): JsonObject {
  const form = type.startsWith('application/x-www-form-urlencoded') && connection.provider.plainTokenAnswer;
  if (type.startsWith('text/html')) throw new ValetkeyError('idp_answer_invalid', { detail: 'token answer: HTML' });
  const answer = form ? readForm(text) : parseJson(text);
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw new ValetkeyError('idp_answer_invalid', { detail: 'token answer: not an object' });
  }
  const plain = connection.provider.plainTokenAnswer?.(answer as JsonObject) ?? answer;
  return Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== null && value !== undefined));
}

/** Error answers, which some IdPs send with status 200. */
async function refuseErrors(answer: JsonObject, response: Response, clock: Clock): Promise<void> {
  if (response.ok && answer.error === undefined) return;
  const error = cleanErrorCode(answer.error);
  const { status } = response;
  const retryAfter = readRetryAfter(response.headers, clock);
  const failure = { status, ...(error && { error }), ...(retryAfter !== undefined && { retryAfter }) };
  const detail = `token answer: status ${status}, error ${error ?? 'unreadable'}`;
  if (isTemporary(status, error)) throw createFailure('idp_unreachable', detail, failure);
  throw createFailure(answer.error === undefined ? 'idp_answer_invalid' : 'idp_refused', detail, failure);
}

function scopeText(scope: unknown): unknown {
  return Array.isArray(scope) ? scope.join(' ') : scope;
}

/**
 * Reads the answer of a token endpoint (RFC 6749 sections 5.1 and 5.2). The ID token is carried along unread.
 * @throws {ValetkeyError} `idp_refused`, `idp_unreachable`, `idp_answer_invalid`; see `findIdpFailure`.
 */
export async function readTokenAnswer(clock: Clock, connection: IdpConnection, response: Response): Promise<IdpTokens> {
  const text = await response.text();
  if (text.length > longestAnswer) throw new ValetkeyError('idp_answer_invalid', { detail: 'token answer: too long' });
  const type = response.headers.get('content-type')?.toLowerCase() ?? '';
  // The body of an overloaded IdP is often a page of the machine in front of it.
  if (isTemporary(response.status)) await refuseErrors({}, response, clock);
  const { id_token: idToken, ...answer } = parseAnswer(connection, text, type);
  await refuseErrors(answer, response, clock);

  const expiresIn = readLifetime(answer.expires_in);
  const checked = await guardAnswer('token answer', () =>
    processGenericTokenEndpointResponse(
      { issuer: 'https://unused.invalid' },
      { client_id: connection.clientId },
      Response.json({ token_type: 'bearer', ...answer, expires_in: expiresIn, scope: scopeText(answer.scope) }),
    ),
  );
  // It will stand in a header: RFC 6749 appendix A.12.
  const sendable = [checked.access_token, checked.refresh_token ?? 'none'].every((token) =>
    /^[\x20-\x7e]+$/.test(token),
  );
  if (checked.token_type !== 'bearer' || !sendable || (idToken !== undefined && typeof idToken !== 'string')) {
    throw new ValetkeyError('idp_answer_invalid', { detail: 'token answer: not a bearer token that can be sent' });
  }
  return {
    accessToken: checked.access_token,
    ...(checked.refresh_token !== undefined && { refreshToken: checked.refresh_token }),
    ...(idToken !== undefined && { idToken }),
    tokenType: 'Bearer',
    ...(expiresIn !== undefined && { expiresIn }),
    scopesGranted: checked.scope === undefined ? undefined : parseGrantedScopes(checked.scope),
    receivedAt: clock.now(),
  };
}
