/** How one kind of failure looks in each dialect that we speak. */
export interface ErrorEntry {
  readonly status: number;
  /** `error` of OAuth answers (RFC 6749 sections 4.1.2.1 and 5.2, and Auth0's own where they differ). */
  readonly oauth?: string;
  /** `errorCode` of the Management API. */
  readonly errorCode?: string;
  /** Default public text: never what an IdP or the database said. */
  readonly text: string;
}

/** Every failure that a caller can be told of. Rendered into docs/generated/errors.md. */
export const errorCatalogue = {
  // What applications meet at /authorize, /oauth/* and /userinfo.
  invalid_request: { status: 400, oauth: 'invalid_request', text: 'The request is malformed.' },
  invalid_client: { status: 401, oauth: 'invalid_client', text: 'Client authentication failed.' },
  wrong_credentials: { status: 401, oauth: 'access_denied', text: 'Unauthorized' },
  invalid_grant: { status: 403, oauth: 'invalid_grant', text: 'Invalid authorization code' },
  refresh_token_reused: { status: 403, oauth: 'invalid_grant', text: 'Unknown or invalid refresh token.' },
  unauthorized_client: { status: 403, oauth: 'unauthorized_client', text: 'The client may not use this grant type.' },
  unsupported_grant_type: { status: 400, oauth: 'unsupported_grant_type', text: 'Unsupported grant type.' },
  unsupported_token_type: { status: 400, oauth: 'unsupported_token_type', text: 'Only refresh tokens can be revoked.' },
  unsupported_response_type: {
    status: 400,
    oauth: 'unsupported_response_type',
    text: 'This response type is not supported.',
  },
  invalid_scope: { status: 400, oauth: 'invalid_scope', text: 'The scope is malformed or exceeds what was granted.' },
  access_denied: { status: 403, oauth: 'access_denied', text: 'Access was denied.' },
  user_blocked: { status: 403, oauth: 'access_denied', text: 'user is blocked' },
  login_required: { status: 400, oauth: 'login_required', text: 'Login required' },
  consent_required: { status: 400, oauth: 'consent_required', text: 'Consent required' },
  interaction_required: { status: 400, oauth: 'interaction_required', text: 'Interaction required' },
  request_not_supported: {
    status: 400,
    oauth: 'request_not_supported',
    text: 'Request objects are not supported.',
  },
  request_uri_not_supported: {
    status: 400,
    oauth: 'request_uri_not_supported',
    text: 'The request_uri parameter is not supported.',
  },
  invalid_request_uri: {
    status: 400,
    oauth: 'invalid_request_uri',
    text: 'This request_uri is unknown, expired, or was used before.',
  },
  invalid_target: { status: 400, oauth: 'invalid_target', text: 'This resource cannot be asked for.' },
  invalid_dpop_proof: { status: 400, oauth: 'invalid_dpop_proof', text: 'The DPoP proof is not valid.' },
  use_dpop_nonce: { status: 400, oauth: 'use_dpop_nonce', text: 'The DPoP proof needs the nonce of this answer.' },
  server_error: { status: 500, oauth: 'server_error', text: 'Something went wrong on our side.' },
  temporarily_unavailable: {
    status: 503,
    oauth: 'temporarily_unavailable',
    text: 'The service cannot answer right now. Try again soon.',
  },
  method_not_allowed: { status: 405, oauth: 'invalid_request', text: 'This method is not allowed here.' },

  // What a person sees on a page, because there is no application to send them back to.
  unknown_client: { status: 400, oauth: 'invalid_request', text: 'This application is not known here.' },
  callback_mismatch: { status: 403, oauth: 'invalid_request', text: 'Callback URL mismatch.' },
  transaction_unknown: {
    status: 400,
    oauth: 'invalid_request',
    text: 'This sign-in has expired, was already used, or was started in another browser. Go back and start again.',
  },
  ticket_unknown: {
    status: 400,
    oauth: 'invalid_request',
    text: 'This link has expired or was already used. Ask for a new one.',
  },
  logout_url_mismatch: { status: 400, oauth: 'invalid_request', text: 'The address to return to is not registered.' },

  // What the Management API answers.
  missing_authentication: { status: 401, text: 'Missing authentication' },
  bad_authentication_header: { status: 400, errorCode: 'Bearer', text: 'Bad HTTP authentication header format' },
  invalid_token: { status: 401, oauth: 'invalid_token', text: 'Invalid token' },
  dpop_proof_refused: { status: 401, oauth: 'invalid_dpop_proof', text: 'The DPoP proof is not valid.' },
  dpop_nonce_needed: { status: 401, oauth: 'use_dpop_nonce', text: 'The DPoP proof needs the nonce of this answer.' },
  expired_token: { status: 401, oauth: 'invalid_token', text: 'Expired token received for JSON Web Token validation' },
  invalid_signature: {
    status: 401,
    oauth: 'invalid_token',
    text: 'Invalid signature received for JSON Web Token validation',
  },
  bad_audience: { status: 401, oauth: 'invalid_token', text: 'Bad audience' },
  insufficient_scope: {
    status: 403,
    oauth: 'insufficient_scope',
    errorCode: 'insufficient_scope',
    text: 'Insufficient scope',
  },
  unowned_resource: {
    status: 403,
    errorCode: 'unowned_resource',
    text: 'User to be acted on does not match subject in bearer token.',
  },
  invalid_uri: { status: 400, errorCode: 'invalid_uri', text: 'Path validation error.' },
  invalid_query_string: { status: 400, errorCode: 'invalid_query_string', text: 'Query validation error.' },
  invalid_body: { status: 400, errorCode: 'invalid_body', text: 'Payload validation error.' },
  operation_not_supported: {
    status: 400,
    errorCode: 'operation_not_supported',
    text: 'This is not supported for users of this connection.',
  },
  inexistent_connection: { status: 400, errorCode: 'inexistent_connection', text: 'The connection does not exist.' },
  link_refused: { status: 400, errorCode: 'invalid_body', text: 'Unable to link with the secondary account.' },
  identity_exists: { status: 409, errorCode: 'identity_already_exists', text: 'Specified identity already exists.' },
  main_identity: { status: 400, errorCode: 'operation_not_supported', text: 'Main identity cannot be removed.' },
  inexistent_user: { status: 404, errorCode: 'inexistent_user', text: 'The user does not exist.' },
  inexistent_client: { status: 404, errorCode: 'inexistent_client', text: 'The client does not exist' },
  inexistent_client_grant: { status: 404, errorCode: 'inexistent_client_grant', text: 'The grant does not exist.' },
  inexistent_session: { status: 404, errorCode: 'inexistent_session', text: 'The session does not exist.' },
  inexistent_refresh_token: {
    status: 404,
    errorCode: 'inexistent_refresh_token',
    text: 'The refresh token does not exist.',
  },
  unknown_connection: { status: 404, errorCode: 'inexistent_connection', text: 'The connection does not exist' },
  inexistent_resource_server: {
    status: 404,
    errorCode: 'inexistent_resource_server',
    text: 'The resource server does not exist',
  },
  connection_exists: {
    status: 409,
    errorCode: 'connection_conflict',
    text: 'A connection with the same name already exists',
  },
  resource_server_exists: {
    status: 409,
    errorCode: 'resource_server_conflict',
    text: 'A resource server with the same identifier already exists.',
  },
  client_grant_exists: {
    status: 409,
    errorCode: 'client_grant_conflict',
    text: 'A client grant of this client for this audience already exists.',
  },
  system_resource_server: {
    status: 400,
    errorCode: 'operation_not_supported',
    text: 'System resource servers cannot be changed so.',
  },
  inexistent_signing_key: { status: 404, errorCode: 'inexistent_signing_key', text: 'The key does not exist.' },
  signing_key_in_use: {
    status: 400,
    errorCode: 'signing_key_in_use',
    text: 'A key that signs, or is about to sign, cannot be revoked: rotate the keys first.',
  },
  grant_works: {
    status: 409,
    errorCode: 'grant_works',
    text: 'The grant works: there is nothing to re-connect.',
  },
  inexistent_credential: { status: 404, errorCode: 'inexistent_credential', text: 'The credential does not exist.' },
  credential_conflict: { status: 409, errorCode: 'credential_conflict', text: 'A key with this kid already exists.' },
  inexistent_job: { status: 404, errorCode: 'inexistent_job', text: 'The job does not exist.' },
  inexistent_download: {
    status: 404,
    errorCode: 'inexistent_download',
    text: 'This address was used, or is older than a minute. Ask for the job again: it names a new one.',
  },
  device_exists: {
    status: 409,
    errorCode: 'device_credential_conflict',
    text: 'This device has a key for this client already.',
  },
  inexistent_log: { status: 404, errorCode: 'inexistent_log', text: 'The log does not exist.' },
  // What the dashboard API answers.
  session_required: { status: 401, errorCode: 'session_required', text: 'Sign in to the dashboard first.' },
  sign_in_refused: {
    status: 403,
    errorCode: 'sign_in_refused',
    text: 'That did not match: check the e-mail address and the password, or use another passkey.',
  },
  csrf_refused: {
    status: 403,
    errorCode: 'csrf_refused',
    text: 'This request did not come from the dashboard. Reload the page and try again.',
  },
  role_insufficient: { status: 403, errorCode: 'role_insufficient', text: 'Your role does not allow this.' },
  reauthentication_required: {
    status: 403,
    errorCode: 'reauthentication_required',
    text: 'Show your password or passkey again to do this.',
  },
  inexistent_invitation: {
    status: 404,
    errorCode: 'inexistent_invitation',
    text: 'This link is unknown, expired, or was used before.',
  },
  inexistent_administrator: {
    status: 404,
    errorCode: 'inexistent_administrator',
    text: 'The administrator does not exist.',
  },
  administrator_exists: {
    status: 409,
    errorCode: 'administrator_exists',
    text: 'There is an administrator with this e-mail address already.',
  },
  administrator_blocked: {
    status: 403,
    errorCode: 'administrator_blocked',
    text: 'This account is blocked. An administrator with the role admin can unblock it.',
  },
  last_administrator: {
    status: 409,
    errorCode: 'last_administrator',
    text: 'The last administrator with the role admin stays: give the role to somebody else first.',
  },
  last_credential: {
    status: 409,
    errorCode: 'last_credential',
    text: 'This is your only way to sign in: set a password or add another passkey first.',
  },
  reveal_off: {
    status: 403,
    errorCode: 'reveal_off',
    text: 'This server shows tokens to nobody. Its operator can set VALETKEY_DASHBOARD_REVEAL=on.',
  },
  no_idp_token: {
    status: 409,
    errorCode: 'no_idp_token',
    text: 'There is no token to use: the grant needs its user again, or its connection is closed for reading.',
  },
  rotation_running: {
    status: 409,
    errorCode: 'rotation_running',
    text: 'The keys are being rotated already.',
  },
  passkey_exists: { status: 409, errorCode: 'passkey_exists', text: 'This passkey is known already.' },
  not_found: { status: 404, text: 'Not Found' },
  unsupported_media_type: { status: 415, errorCode: 'invalid_body', text: 'Send JSON or form data.' },
  payload_too_large: { status: 413, errorCode: 'invalid_body', text: 'The request body is too large.' },
  body_too_deep: { status: 400, errorCode: 'invalid_body', text: 'The request body is nested too deeply.' },
  too_many_requests: {
    status: 429,
    oauth: 'too_many_requests',
    errorCode: 'too_many_requests',
    text: 'Global limit has been reached',
  },
  query_timeout: {
    status: 503,
    text: 'The query exceeded the timeout of two seconds. Look for less, or leave out include_totals.',
  },
  uri_too_long: { status: 414, errorCode: 'invalid_uri', text: 'The request address is too long.' },

  // What happens between us and an IdP; the IdP's own words never leave.
  idp_refused: { status: 403, oauth: 'access_denied', text: 'The identity provider refused the sign-in.' },
  idp_unreachable: { status: 502, oauth: 'server_error', text: 'The identity provider could not be reached.' },
  idp_answer_invalid: {
    status: 502,
    oauth: 'server_error',
    text: 'The identity provider gave an answer that is not valid.',
  },
  connection_misconfigured: { status: 500, oauth: 'server_error', text: 'This connection is not set up correctly.' },
  egress_refused: { status: 502, oauth: 'server_error', text: 'This address may not be called from here.' },
  identity_conflict: {
    status: 403,
    oauth: 'access_denied',
    text: 'This account cannot be matched safely to the one known here. Ask the operator of this service.',
  },

  // What the vault meets.
  sealed_value_damaged: { status: 500, oauth: 'server_error', text: 'A stored secret could not be opened.' },
  key_unknown: { status: 500, oauth: 'server_error', text: 'A stored secret is sealed with a key that is not loaded.' },
} as const satisfies Record<string, ErrorEntry>;
