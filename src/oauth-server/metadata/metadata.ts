import { responseModes } from '../authorize/request.ts';
import type { OauthServer } from '../oauth-server.ts';
import { listGrantTypes } from '../token/token.ts';
import { openIdScopes } from '../user-scopes.ts';

/**
 * Authorization server metadata (RFC 8414, OpenID Connect Discovery 1.0): what we do, and nothing that we do not.
 * Every address comes from configuration, never from the request.
 */
export function describeServer(server: OauthServer): Record<string, unknown> {
  const { issuer } = server.tenant;
  return {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    revocation_endpoint: `${issuer}oauth/revoke`,
    end_session_endpoint: `${issuer}oidc/logout`,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    scopes_supported: openIdScopes.filter((scope) => scope !== 'address'),
    response_types_supported: ['code'],
    response_modes_supported: responseModes,
    grant_types_supported: listGrantTypes(server),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    claims_supported: [
      'aud',
      'auth_time',
      'email',
      'email_verified',
      'exp',
      'family_name',
      'given_name',
      'iat',
      'iss',
      'locale',
      'name',
      'nickname',
      'nonce',
      'phone_number',
      'phone_number_verified',
      'picture',
      'sid',
      'sub',
      'updated_at',
    ],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
  };
}
