import { z } from 'zod';
import { webhookSettings } from './webhooks.ts';

/** So many requests in each window of so many seconds. */
const limit = z.strictObject({ requests: z.int().min(1).max(1_000_000_000), seconds: z.int().min(1).max(3600) });

/** Tenant settings that this program acts on; the rest of an Auth0 export is kept as it came. */
export const tenantSettings = z.looseObject({
  friendly_name: z.string().max(100).optional(),
  picture_url: z.string().optional(),
  support_email: z.string().optional(),
  support_url: z.string().optional(),
  /** Where an error page leads back to when the application is not known, or has no `initiate_login_uri`. */
  default_redirection_uri: z.string().optional(),
  default_audience: z.string().optional(),
  /** Whether `resource` (RFC 8707) is read where `audience` is missing: Auth0's switch, off (`audience`) by default. */
  resource_parameter_profile: z.enum(['audience', 'compatibility']).optional(),
  /** Whether every client has to push its authorization requests to /oauth/par. */
  require_pushed_authorization_requests: z.boolean().optional(),
  allowed_logout_urls: z.array(z.string()).optional(),
  /** Hours. */
  session_lifetime: z.number().positive().max(8760).optional(),
  /** Hours. */
  idle_session_lifetime: z.number().positive().max(8760).optional(),
  /** Ours: how IdP tokens are kept and read. */
  idp_tokens: z
    .looseObject({
      /** Seconds that a token must still live when it is read. */
      minimum_life: z.int().min(0).max(86_400).optional(),
      /** Auth0's behaviour: tokens are never refreshed, and `expires_in` is what the IdP said at sign-in. */
      as_auth0: z.boolean().optional(),
      /** Readings of IdP tokens a minute that one client may make; no limit otherwise. */
      reads_per_minute: z.int().min(1).max(1_000_000).optional(),
      /** Days for which the log of token reads is kept; 365 otherwise. */
      read_log_days: z.int().min(1).max(36_500).optional(),
      /** Days after which the tokens of a grant that only its user could bring back are erased; 30 unless told. */
      erase_dead_after_days: z.int().min(1).max(3650).optional(),
      /** Auth0's behaviour: whoever may read access tokens may read refresh tokens too, unless its grant says no. */
      refresh_tokens_as_auth0: z.boolean().optional(),
      /** Addresses that are told when a grant breaks and recovers. Not kept with the settings: they hold secrets. */
      webhooks: z.array(webhookSettings).max(10).optional(),
    })
    .optional(),
  /** Ours: days for which the tenant log is kept; 30 otherwise. */
  log_retention_days: z.int().min(1).max(36_500).optional(),
  /** Ours: how often somebody may ask. What is left out stays at its default. */
  limits: z
    .strictObject({
      /** false: nothing is limited. */
      enabled: z.boolean().optional(),
      /** The Management API, by client. */
      management: limit.optional(),
      /** The token endpoint and its neighbours, by client. */
      token: limit.optional(),
      /** Pushed authorization requests, by client. */
      push: limit.optional(),
      /** Those of public clients, by address too. */
      push_address: limit.optional(),
      /** Pages and redirects of a sign-in, by address. */
      sign_in: limit.optional(),
      /** Refused credentials, codes and tokens, by address and endpoint. */
      failures: limit.optional(),
    })
    .optional(),
  /** Ours: how accounts are linked. */
  linking: z
    .looseObject({
      /** Seconds since the sign-ins of both sides within which a user may link them; 600 otherwise. */
      max_link_age: z.int().min(30).max(86_400).optional(),
    })
    .optional(),
  flags: z
    .looseObject({
      revoke_refresh_token_grant: z.boolean().optional(),
      remove_alg_from_jwks: z.boolean().optional(),
      /** Ours, off unless told: /userinfo takes the access token from the address too, as passport-auth0 sends it. */
      userinfo_token_in_query: z.boolean().optional(),
    })
    .optional(),
});

export type TenantSettings = z.infer<typeof tenantSettings>;
