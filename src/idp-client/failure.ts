import { type ErrorCode, ValetkeyError } from '../base/index.ts';

/** What an IdP's failed answer means for what we hold of it. It rides on the error as its cause; callers never see it. */
export interface IdpFailure {
  /** The IdP's `error`, if it is a plausible code. */
  readonly error?: string;
  readonly status?: number;
  /** Seconds that the IdP asked us to wait. */
  readonly retryAfter?: number;
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

/** True when the IdP said that the grant is gone (RFC 6749 section 5.2): only the user can bring it back. */
export function isGrantGone(error: unknown): boolean {
  return findIdpFailure(error)?.error === 'invalid_grant';
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
