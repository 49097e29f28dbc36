import { type ErrorCode, ValetkeyError } from '../base/index.ts';
import { cleanErrorCode, createFailure } from './failure.ts';

export type CallbackParameters = Readonly<Record<string, string | undefined>>;

/** IdP's `error` -> ours; whatever is not here becomes `server_error`. */
const callbackErrors: Readonly<Record<string, ErrorCode>> = {
  access_denied: 'idp_refused',
  user_cancelled_authorize: 'idp_refused',
  user_cancelled_login: 'idp_refused',
  login_required: 'login_required',
  interaction_required: 'interaction_required',
  account_selection_required: 'interaction_required',
  consent_required: 'consent_required',
  temporarily_unavailable: 'temporarily_unavailable',
  server_error: 'idp_unreachable',
  invalid_request: 'connection_misconfigured',
  invalid_scope: 'connection_misconfigured',
  unauthorized_client: 'connection_misconfigured',
  unsupported_response_type: 'connection_misconfigured',
};

/** Turns an error of the authorization response (RFC 6749 section 4.1.2.1) into one of a fixed set, with our own words. */
export function mapCallbackError(error: string): ValetkeyError {
  const known = cleanErrorCode(error);
  const code = Object.hasOwn(callbackErrors, error) ? (callbackErrors[error] ?? 'server_error') : 'server_error';
  // The code alone: a description may repeat what we sent, and anybody can write one into this address.
  const detail = `the IdP answered ${known ?? 'an unreadable error'}`;
  return createFailure(code, detail, known === undefined ? {} : { error: known });
}

/**
 * Reads an authorization response: a code, or an error, and never both.
 * @throws {ValetkeyError} the mapped error, or `idp_answer_invalid`.
 */
export function readCallback(parameters: CallbackParameters): { code: string; iss: string | undefined } {
  const { code, error, iss } = parameters;
  if (Boolean(code) === Boolean(error)) {
    throw new ValetkeyError('idp_answer_invalid', {
      detail: `callback with ${code ? 'both' : 'neither'} code and error`,
    });
  }
  if (!code) throw mapCallbackError(error ?? '');
  return { code, iss };
}
