import type { TestIdp } from '../idps/index.ts';

/** The applications that most tests use; secrets are markers to grep for. */
export const web = { id: 'web', secret: 'web-secret-MARKER-1f0c', callback: 'http://127.0.0.1:9/cb' } as const;
export const spa = { id: 'spa', callback: 'http://127.0.0.1:9/spa' } as const;
export const m2m = { id: 'm2m', secret: 'm2m-secret-MARKER-77aa' } as const;
export const other = { id: 'other', secret: 'other-secret-MARKER-3b3b', callback: 'http://127.0.0.1:9/other' } as const;
/** An API of the operator's own. */
export const api = 'https://api.example.com/';

/** A connection block of a tenant file for a test IdP. */
export function oidcConnection(name: string, idp: TestIdp, clients = '[web, spa, other]', more = ''): string {
  return `
  - name: ${name}
    strategy: oidc
    enabled_clients: ${clients}
    options:
      type: back_channel
      client_id: ${idp.clientId}
      client_secret: ${idp.clientSecret}
      issuer: ${idp.url}
      scope: openid profile email
${more}`;
}

export function oauth2Connection(name: string, idp: TestIdp, clients = '[web, spa, other]'): string {
  return `
  - name: ${name}
    strategy: oauth2
    enabled_clients: ${clients}
    options:
      client_id: ${idp.clientId}
      client_secret: ${idp.clientSecret}
      authorizationURL: ${idp.endpoints.authorization_endpoint}
      tokenURL: ${idp.endpoints.token_endpoint}
      userinfo_endpoint: ${idp.endpoints.userinfo_endpoint}
      scope: profile
      useOauthSpecScope: true
      fieldsMap: { user_id: sub, email: email, name: name }
`;
}

/** The tenant of the test catalogue: a web application, a single-page application, a backend, a stranger. */
export function tenantFile(connections: string, more = ''): string {
  return `
tenant:
  friendly_name: Test Tenant
clients:
  - name: web
    client_id: ${web.id}
    client_secret: ${web.secret}
    app_type: regular_web
    callbacks: ['${web.callback}', 'https://app.example.com/cb']
    allowed_logout_urls: ['http://127.0.0.1:9/bye']
    web_origins: ['http://127.0.0.1:9']
    grant_types: [authorization_code, refresh_token]
  - name: spa
    client_id: ${spa.id}
    app_type: spa
    token_endpoint_auth_method: none
    callbacks: ['${spa.callback}']
    web_origins: ['http://127.0.0.1:9']
    grant_types: [authorization_code, refresh_token]
  - name: m2m
    client_id: ${m2m.id}
    client_secret: ${m2m.secret}
    app_type: non_interactive
    grant_types: [client_credentials]
  - name: other
    client_id: ${other.id}
    client_secret: ${other.secret}
    callbacks: ['${other.callback}']
    grant_types: [authorization_code, refresh_token, client_credentials]
connections: ${connections}
resourceServers:
  - name: Example API
    identifier: ${api}
    allow_offline_access: true
    token_lifetime: 3600
    scopes:
      - value: read:things
      - value: write:things
clientGrants:
  - client_id: m2m
    audience: https://tenant.auth0.com/api/v2/
    scope: ['read:users', 'read:user_idp_tokens', 'read:clients']
${more}`;
}

/** Switches a tenant to Auth0's own ways with IdP tokens: as they were stored, refresh tokens included. */
export const tokensAsAuth0 = JSON.stringify({
  tenant: { idp_tokens: { as_auth0: true, refresh_tokens_as_auth0: true } },
});
