import { z } from 'zod';
import { clientAuthenticationMethods } from './client-credentials.ts';
import { defineEndpoint, noBody, noContent, noQuery } from './endpoint.ts';
import { signingAlgorithmSettings } from './resource-servers.ts';

/** Refresh-token settings of a client; lifetimes in seconds, Auth0's defaults. */
export const refreshTokenSettings = z.looseObject({
  rotation_type: z.enum(['rotating', 'non-rotating']).default('non-rotating'),
  expiration_type: z.enum(['expiring', 'non-expiring']).default('non-expiring'),
  leeway: z.int().min(0).max(3600).default(0),
  token_lifetime: z.int().positive().default(2_592_000),
  infinite_token_lifetime: z.boolean().default(false),
  idle_token_lifetime: z.int().positive().default(1_296_000),
  infinite_idle_token_lifetime: z.boolean().default(false),
  /** APIs that a refresh token is good for beside the one that it was asked for. */
  policies: z
    .array(
      z.strictObject({
        audience: z.string().min(1).max(600),
        scope: z.array(z.string().min(1).max(280)).default([]),
      }),
    )
    .nullish(),
});

export type RefreshTokenSettings = z.infer<typeof refreshTokenSettings>;

/** Why a session can end, in Auth0's words. */
export const logoutInitiators = [
  'rp-logout',
  'idp-logout',
  'password-changed',
  'session-expired',
  'session-revoked',
  'account-deleted',
  'email-identifier-changed',
  'mfa-phone-unenrolled',
  'account-deactivated',
] as const;

export type LogoutInitiator = (typeof logoutInitiators)[number];

/** Who is told when a session ends (OpenID Connect Back-Channel Logout 1.0), and of which ends. */
export const oidcLogoutSettings = z.looseObject({
  backchannel_logout_urls: z
    .array(z.url({ protocol: /^https?$/ }).max(2048))
    .max(1)
    .optional(),
  backchannel_logout_initiators: z
    .looseObject({
      mode: z.enum(['custom', 'all']).default('custom'),
      selected_initiators: z.array(z.enum(logoutInitiators)).default([]),
    })
    .optional(),
});

export const tokenEndpointAuthMethods = ['none', 'client_secret_post', 'client_secret_basic'] as const;

/** A client without its id and secret. Members that this program does not act on are kept as they came. */
export const clientSettings = z.looseObject({
  name: z
    .string()
    .min(1)
    .regex(/^[^<>]*$/, 'must not contain < or >'),
  description: z.string().max(140).optional(),
  logo_uri: z.string().optional(),
  /** Where the application starts a sign-in: the way back from an error that ends one. */
  initiate_login_uri: z.string().optional(),
  app_type: z.string().optional(),
  /** Ours: true closes every way in, and ends the client's Management API tokens, until it is taken away. */
  disabled: z.boolean().optional(),
  is_first_party: z.boolean().default(true),
  oidc_conformant: z.boolean().default(true),
  callbacks: z.array(z.string()).default([]),
  web_origins: z.array(z.string()).default([]),
  allowed_origins: z.array(z.string()).default([]),
  allowed_logout_urls: z.array(z.string()).default([]),
  grant_types: z.array(z.string()).default(['authorization_code', 'implicit', 'refresh_token', 'client_credentials']),
  token_endpoint_auth_method: z.enum(tokenEndpointAuthMethods).default('client_secret_post'),
  jwt_configuration: z
    .looseObject({
      alg: z.enum(signingAlgorithmSettings).optional(),
      lifetime_in_seconds: z.int().positive().max(2_592_000).default(36_000),
    })
    .default({ lifetime_in_seconds: 36_000 }),
  refresh_token: refreshTokenSettings.optional(),
  /** Whether authorization requests have to be pushed to /oauth/par. */
  require_pushed_authorization_requests: z.boolean().optional(),
  /** Whether tokens are issued against a DPoP proof only. */
  require_proof_of_possession: z.boolean().optional(),
  client_authentication_methods: clientAuthenticationMethods.nullish(),
  oidc_logout: oidcLogoutSettings.nullish(),
  client_metadata: z.record(z.string(), z.string()).optional(),
});

export type ClientSettings = z.infer<typeof clientSettings>;

export const client = z
  .looseObject({
    client_id: z.string().optional(),
    client_secret: z.string().optional().describe('Needs read:client_keys or update:client_keys.'),
    tenant: z.string().optional(),
    name: z.string().optional(),
    global: z.boolean().optional(),
  })
  .describe('An application. Settings that are not named here stand beside these as they were given.')
  .meta({ id: 'Client' });

export type ShownClient = z.infer<typeof client>;

const params = z.object({ id: z.string().min(1).max(64).describe('The client_id.') });

export const deleteClient = defineEndpoint({
  operationId: 'delete_clients_by_id',
  method: 'DELETE',
  path: '/clients/{id}',
  summary: 'Delete a client; its Management API tokens end within a second',
  tag: 'clients',
  scopes: ['delete:clients'],
  params,
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 404, 500, 503],
});

export const rotateClientSecret = defineEndpoint({
  operationId: 'post_rotate-secret',
  method: 'POST',
  path: '/clients/{id}/rotate-secret',
  summary: 'Give a client another secret',
  tag: 'clients',
  scopes: ['update:client_keys'],
  params,
  query: noQuery,
  body: z.strictObject({
    end_tokens: z
      .boolean()
      .optional()
      .describe('true: the Management API tokens of the client end within a second. Not in Auth0.'),
  }),
  answers: { 200: client },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});
