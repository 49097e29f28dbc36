import { ValetkeyError } from '../../base/index.ts';

/** What was received, but is not HTTP as it should be. */
const protocolErrors = new Set([
  'HTTPParserError',
  'HeadersOverflowError',
  'ResponseContentLengthMismatchError',
  'ResponseExceededMaxSizeError',
]);

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
    return new ValetkeyError(error.code, { detail: `${call}: ${error.detail ?? error.code}` });
  }
  const invalid = error instanceof Error && protocolErrors.has(error.name);
  return new ValetkeyError(invalid ? 'idp_answer_invalid' : 'idp_unreachable', { detail: `${call}: ${codeOf(error)}` });
}
