import { readSettings, signingAlgorithms } from '../../tenant/index.ts';
import { responseModes } from '../authorize/request.ts';
import { proofAlgorithms } from '../dpop/verify-proof.ts';
import type { OauthServer } from '../oauth-server.ts';
import { assertionAlgorithms } from '../token/client-assertion.ts';
import { listGrantTypes } from '../token/token.ts';
import { openIdScopes } from '../user-scopes.ts';

const authenticationMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'];

/**
 * Authorization server metadata (RFC 8414, OpenID Connect Discovery 1.0): what we do, and nothing that we do not.
 * Every address comes from configuration, never from the request.
 */
export async function describeServer(
  server: Pick<OauthServer, 'tenant' | 'exchangePolicies'>,
): Promise<Record<string, unknown>> {
  const { tenant } = server;
  const { issuer } = tenant;
  const { require_pushed_authorization_requests: mustPush = false } = await readSettings(tenant);
  return {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    pushed_authorization_request_endpoint: `${issuer}oauth/par`,
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
    id_token_signing_alg_values_supported: Object.keys(signingAlgorithms),
    dpop_signing_alg_values_supported: proofAlgorithms,
    require_pushed_authorization_requests: mustPush,
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: authenticationMethods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    revocation_endpoint_auth_methods_supported: authenticationMethods,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
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
