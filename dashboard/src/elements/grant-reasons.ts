const reasons: Readonly<Record<string, string>> = {
  invalid_grant: 'The IdP ended the grant.',
  refresh_interrupted: 'An answer of the IdP was lost, and the new refresh token with it.',
  expired: 'The token has ended, and the IdP gave no refresh token.',
  no_refresh_token: 'The IdP gave no refresh token.',
  connection_changed: 'The connection was pointed at another IdP or client since.',
  scopes_missing: 'The user did not allow everything that was asked for.',
  revoked_by_operator: 'The grant was given up here.',
  erased: 'The tokens were erased, long after the grant had ended.',
  idp_unavailable: 'The IdP cannot be asked right now.',
  user_blocked: 'The user is blocked.',
};

/** Why a grant is as it is; a reason that is not known here is shown as the API calls it. */
export function sayReason(reason: string): string {
  return reasons[reason] ?? reason.replaceAll('_', ' ');
}
