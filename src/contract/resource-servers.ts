import { z } from 'zod';

/** 30 days in seconds: Auth0's longest token lifetime. */
export const longestTokenLifetime = 2_592_000;

/** What settings may name; HS256 is taken and means RS256, see docs/applications.md. ES256 is not in Auth0. */
export const signingAlgorithmSettings = ['RS256', 'PS256', 'RS512', 'ES256', 'HS256'] as const;

export const tokenDialects = [
  'access_token',
  'access_token_authz',
  'rfc9068_profile',
  'rfc9068_profile_authz',
] as const;

/** An API without its identifier. Lifetimes in seconds. */
export const resourceServerSettings = z.looseObject({
  name: z.string().max(200).optional(),
  scopes: z
    .array(z.looseObject({ value: z.string().min(1).max(280), description: z.string().max(500).optional() }))
    .default([]),
  signing_alg: z.enum(signingAlgorithmSettings).default('RS256'),
  token_lifetime: z.int().min(0).max(longestTokenLifetime).default(86_400),
  token_lifetime_for_web: z.int().min(0).max(longestTokenLifetime).default(7_200),
  allow_offline_access: z.boolean().default(false),
  skip_consent_for_verifiable_first_party_clients: z.boolean().default(true),
  token_dialect: z.enum(tokenDialects).optional(),
  proof_of_possession: z
    .looseObject({
      mechanism: z.enum(['dpop', 'mtls']),
      required: z.boolean().default(false),
      required_for: z.enum(['public_clients', 'all_clients']).optional(),
    })
    .nullish(),
});

export type ResourceServerSettings = z.infer<typeof resourceServerSettings>;

export const resourceServerIdentifier = z.string().min(1).max(600);
