import { type ErrorCode, ValetkeyError } from '../base/index.ts';
import type { Provider } from '../providers/index.ts';

/** What an IdP's failed answer means for what we hold of it. It rides on the error as its cause; callers never see it. */
export interface IdpFailure {
  /** The IdP's `error`, if it is a plausible code. */
  readonly error?: string;
  readonly status?: number;
  /** Seconds that the IdP asked us to wait. */
  readonly retryAfter?: number;
  /** False when the request surely never reached the IdP. */
  readonly sent?: false;
}

export function createFailure(code: ErrorCode, detail: string, failure: IdpFailure): ValetkeyError {
  return new ValetkeyError(code, { detail, cause: { idpFailure: failure } });
}

/** What the IdP said, when the error comes from an answer of it. */
export function findIdpFailure(error: unknown): IdpFailure | undefined {
  if (!(error instanceof ValetkeyError)) return undefined;
  const cause = error.cause as { idpFailure?: IdpFailure } | undefined;
  return cause?.idpFailure;
}

/**
 * True when the IdP said that the grant is gone (RFC 6749 section 5.2, or its own word for it): only the user can bring
 * it back. An answer that says the IdP is unwell never does.
 */
export function isGrantGone(error: unknown, provider?: Provider): boolean {
  const failure = findIdpFailure(error);
  if (failure?.error === undefined || failure.status === 429 || (failure.status ?? 0) >= 500) return false;
  return failure.error === 'invalid_grant' || provider?.tokens.goneErrors?.includes(failure.error) === true;
}

/**
 * True when the IdP may have done what it was asked without our having the answer: a call that was cut off, an answer
 * that cannot be read, a gateway that gave up on the server behind it.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof ValetkeyError)) return true;
  if (error.code === 'egress_refused' || error.code === 'connection_misconfigured') return false;
  const { sent, status } = findIdpFailure(error) ?? {};
  if (sent === false) return false;
  return status === undefined || (status >= 500 && status !== 503);
}

/**
 * An IdP's error code fit for a log: `invalid_grant`, never a sentence. Error codes are lower-case words; what has digits,
 * dashes or capitals may be a secret of ours that comes back.
 */
export function cleanErrorCode(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z]+(_[a-z]+)*$/.test(value) && value.length <= 48 ? value : undefined;
}

/** Text from outside fit for a log: no control characters, at most 200 characters. */
export function cleanText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 200);
}

/** Runs a step of a library whose errors quote what the IdP sent: only their one-line message is kept. */
export async function guardAnswer<T>(what: string, step: () => Promise<T> | T): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof ValetkeyError) throw error;
    const message = error instanceof Error ? cleanText(error.message) : 'failed';
    throw new ValetkeyError('idp_answer_invalid', { detail: `${what}: ${message}` });
  }
}
