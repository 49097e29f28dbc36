import type { Endpoints } from '../../providers/index.ts';
import { calendarScope } from './strict-idp-api.ts';

export const sandboxWeb = { clientId: 'sandbox-web', name: 'Sandbox Web App' } as const;
export const sandboxBackend = { clientId: 'sandbox-backend', name: 'Sandbox Backend' } as const;
/** Known to everybody, and worth nothing: the sandbox IdPs listen on loopback alone. */
export const idpClient = { clientId: 'valetkey-sandbox', clientSecret: 'for-the-sandbox-only' } as const;

export const sandboxConnections = [
  { name: 'strict', label: 'Strict IdP' },
  { name: 'google-oauth2', label: 'Google' },
  { name: 'github', label: 'GitHub' },
] as const;

export type SandboxConnection = (typeof sandboxConnections)[number]['name'];

export interface SandboxAddresses {
  readonly issuer: string;
  readonly exampleUrl: string;
  readonly endpoints: Readonly<Record<SandboxConnection, Endpoints>>;
}

/** The sandbox as a tenant file: the same way in that an operator has. JSON is YAML. */
export function sandboxTenantFile({ issuer, exampleUrl, endpoints }: SandboxAddresses): string {
  const clients = [sandboxWeb.name];
  const credentials = { client_id: idpClient.clientId, client_secret: idpClient.clientSecret };
  return JSON.stringify({
    tenant: { friendly_name: 'Valetkey Sandbox' },
    clients: [
      {
        name: sandboxWeb.name,
        client_id: sandboxWeb.clientId,
        app_type: 'regular_web',
        callbacks: [`${exampleUrl}/callback`],
        allowed_logout_urls: [`${exampleUrl}/`],
        grant_types: ['authorization_code', 'refresh_token'],
      },
      {
        name: sandboxBackend.name,
        client_id: sandboxBackend.clientId,
        app_type: 'non_interactive',
        grant_types: ['client_credentials'],
      },
    ],
    connections: [
      {
        name: 'strict',
        strategy: 'oidc',
        display_name: 'Strict IdP',
        enabled_clients: clients,
        options: {
          ...credentials,
          type: 'back_channel',
          ...endpoints.strict,
          scope: `openid profile email offline_access ${calendarScope}`,
        },
      },
      {
        name: 'google-oauth2',
        strategy: 'google-oauth2',
        enabled_clients: clients,
        options: {
          ...credentials,
          email: true,
          profile: true,
          endpoints: endpoints['google-oauth2'],
          api_base_urls: [endpoints['google-oauth2'].issuer],
        },
      },
      {
        name: 'github',
        strategy: 'github',
        enabled_clients: clients,
        options: {
          ...credentials,
          read_user: true,
          email: true,
          endpoints: endpoints.github,
          api_base_urls: [new URL(endpoints.github.token_endpoint ?? issuer).origin],
        },
      },
    ],
    clientGrants: [
      {
        client_id: sandboxBackend.name,
        audience: `${issuer}api/v2/`,
        scope: ['read:users', 'read:user_idp_tokens'],
      },
    ],
  });
}
