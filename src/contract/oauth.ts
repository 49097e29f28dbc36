import { z } from 'zod';

/** RFC 6749 section 5.1. */
export const tokenAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  scope: z.string().optional(),
  expires_in: z.int().describe('Seconds.'),
  token_type: z.enum(['Bearer', 'DPoP']),
  issued_token_type: z.string().optional().describe('Of a token exchange.'),
});

/** RFC 9126 section 2.2. */
export const pushedAnswer = z.object({ request_uri: z.string(), expires_in: z.int().describe('Seconds.') });

/** RFC 6749 section 5.2. */
export const oauthError = z.object({
  error: z.string(),
  error_description: z.string(),
  error_uri: z.string().optional(),
});

/** OpenID Connect Core section 5.3.2: claims by scope, of which only `sub` is certain. */
export const userinfoAnswer = z.looseObject({ sub: z.string() });

/** RFC 8414 section 2. */
export const serverMetadata = z.looseObject({ issuer: z.string() });

/** RFC 7517 section 5: public members by name, so that a private one cannot slip out. */
export const keySet = z.object({
  keys: z.array(
    z.object({
      kty: z.string(),
      use: z.literal('sig'),
      n: z.string().optional(),
      e: z.string().optional(),
      crv: z.string().optional(),
      x: z.string().optional(),
      y: z.string().optional(),
      kid: z.string(),
      x5t: z.string(),
      x5c: z.array(z.string()),
      alg: z.string().optional(),
    }),
  ),
});
