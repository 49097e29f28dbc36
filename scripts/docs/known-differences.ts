/** Our operations that Auth0 does not have, by the first part of their path, and why they are here. */
export const ownOperations: Readonly<Record<string, string>> = {
  '/users/{id}/idp-grants': 'what is held for a user at IdPs, and taking it back',
  '/idp-revocations': 'how taking grants back at IdPs goes',
  '/idp-token-reads': 'who read which IdP token',
  '/idp-grant-events': 'what happened to grants',
  '/broken-idp-grants': 'grants that only their users can bring back',
  '/blacklists/tokens': "Auth0's own, no longer in its description and still live there",
};

/** Operations whose scopes are not Auth0's. */
export const otherScopes: Readonly<Record<string, string>> = {
  'GET /users': '`read:user_idp_tokens` alone lists nobody; beside `read:users` it shows tokens',
  'GET /clients': 'no `read:client_summary`: a client is shown whole or not at all',
  'GET /clients/{id}': 'no `read:client_summary`: a client is shown whole or not at all',
  'GET /clients/{id}/connections': 'no `read:client_summary`',
  'PATCH /clients/{id}':
    '`update:client_keys` and the like add to `update:clients` and do not open the client by themselves',
};

/** Members of our answers that Auth0's description does not have; a member stands for those below it. */
export const ownMembers: Readonly<Record<string, string>> = {
  'user identities[].expires_in': "in Auth0's samples and answers, missing in its description",
  'user identities[].token_problem': 'why there is no token though there is a grant',
  'client grant idp_tokens': 'what the client may read of IdP tokens',
  'resource server verificationLocation': "of Auth0's exports",
  'log _id': "in Auth0's answers beside `log_id`, missing in its description",
  'tenant settings require_pushed_authorization_requests': "Auth0's own, missing in its description of reading",
  'tenant settings log_retention_days': 'Auth0 sells it by plan',
  'tenant settings limits': 'Auth0 sells them by plan',
  'tenant settings linking': 'how old a proof may be',
  'tenant settings flags.userinfo_token_in_query': 'for passport-auth0',
  'tenant settings idp_tokens': 'how IdP tokens are kept and read',
};
