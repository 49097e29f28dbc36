import { z } from 'zod';

/** 30 days in seconds: Auth0's longest token lifetime. */
export const longestTokenLifetime = 2_592_000;

/** An API without its identifier. Lifetimes in seconds. */
export const resourceServerSettings = z.looseObject({
  name: z.string().max(200).optional(),
  scopes: z
    .array(z.looseObject({ value: z.string().min(1).max(280), description: z.string().max(500).optional() }))
    .default([]),
  signing_alg: z.enum(['RS256', 'PS256', 'RS512', 'HS256']).default('RS256'),
  token_lifetime: z.int().min(0).max(longestTokenLifetime).default(86_400),
  token_lifetime_for_web: z.int().min(0).max(longestTokenLifetime).default(7_200),
  allow_offline_access: z.boolean().default(false),
  skip_consent_for_verifiable_first_party_clients: z.boolean().default(true),
  token_dialect: z.string().optional(),
});

export type ResourceServerSettings = z.infer<typeof resourceServerSettings>;

export const resourceServerIdentifier = z.string().min(1).max(600);
