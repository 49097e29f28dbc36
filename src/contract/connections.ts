import { z } from 'zod';

/** Auth0's rule for connection names; the name is part of user ids, so it never changes. */
export const connectionName = z
  .string()
  .max(128)
  .regex(/^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$/, 'must be letters, digits and single dashes between them');

/** Addresses in place of the strategy's own, named as in OpenID Connect Discovery 1.0 section 3. */
export const endpointOverrides = z.strictObject({
  issuer: z.string().optional(),
  authorization_endpoint: z.string().optional(),
  token_endpoint: z.string().optional(),
  userinfo_endpoint: z.string().optional(),
  jwks_uri: z.string().optional(),
  revocation_endpoint: z.string().optional(),
});

/** A connection without its name, strategy, options and clients. */
export const connectionSettings = z.looseObject({
  display_name: z.string().max(128).optional(),
  is_domain_connection: z.boolean().default(false),
  show_as_button: z.boolean().optional(),
  realms: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  authentication: z.looseObject({ active: z.boolean() }).optional(),
  connected_accounts: z.looseObject({ active: z.boolean() }).optional(),
  /** Ours: how the IdP's tokens are kept and read. */
  idp_tokens: z
    .looseObject({
      /** Seconds that a token must still live when it is read; the tenant's setting otherwise. */
      minimum_life: z.int().min(0).max(86_400).optional(),
      /** false: nobody reads the tokens of this connection. */
      readable: z.boolean().optional(),
      /** Days without a refresh after which the grant is refreshed by itself, so that it does not die of idleness. */
      keep_alive_days: z.int().min(1).max(365).optional(),
    })
    .optional(),
});

export type ConnectionSettings = z.infer<typeof connectionSettings>;

/** What every strategy reads; the rest of `options` is the strategy's own. */
export const connectionOptions = z.looseObject({
  client_id: z.string().min(1),
  client_secret: z.string().optional(),
  endpoints: endpointOverrides.optional(),
  freeform_scopes: z.array(z.string()).optional(),
  set_user_root_attributes: z.enum(['on_each_login', 'on_first_login', 'never_on_login']).optional(),
  non_persistent_attrs: z.array(z.string()).max(96).optional(),
  upstream_params: z
    .record(
      z.string(),
      z.union([z.strictObject({ value: z.string() }), z.strictObject({ alias: z.string() })]).nullable(),
    )
    .nullish(),
});
