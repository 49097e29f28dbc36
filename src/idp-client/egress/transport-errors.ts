import { ValetkeyError } from '../../base/index.ts';
import { createFailure } from '../failure.ts';

/** What was received, but is not HTTP as it should be. */
const protocolErrors = new Set([
  'HTTPParserError',
  'HeadersOverflowError',
  'ResponseContentLengthMismatchError',
  'ResponseExceededMaxSizeError',
]);

/** The connection was never there, so nothing was sent over it. Certificates that are refused come under their names. */
const connectErrors = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT']);
const certificateError = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT)/;

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code;
  // Happy eyeballs: one error an address; the first says enough.
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error.name;
}

/** Names the kind of failure and the address; messages of the transport may quote what was received. */
export function translateTransportError(error: unknown, call: string): ValetkeyError {
  if (error instanceof ValetkeyError) {
    const detail = `${call}: ${error.detail ?? error.code}`;
    // Of our own steps only the look-up of the name says that nobody is there.
    if (error.code === 'idp_unreachable') return createFailure(error.code, detail, { sent: false });
    return new ValetkeyError(error.code, { detail });
  }
  const code = codeOf(error);
  const detail = `${call}: ${code}`;
  if (connectErrors.has(code) || certificateError.test(code)) {
    return createFailure('idp_unreachable', detail, { sent: false });
  }
  const invalid = error instanceof Error && protocolErrors.has(error.name);
  return new ValetkeyError(invalid ? 'idp_answer_invalid' : 'idp_unreachable', { detail });
}
