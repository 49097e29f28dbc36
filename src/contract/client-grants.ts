import { z } from 'zod';
import { connectionName } from './connections.ts';

/** Ours, in a grant for the Management API: what of the IdPs' tokens `read:user_idp_tokens` gives this client. */
export const tokenReadSettings = z.strictObject({
  /** Names of the connections whose tokens may be read; all, if it is missing. */
  connections: z.array(connectionName).optional(),
  /** Scopes of the IdPs, as they say them: a token that can do anything else is not given. */
  scopes: z.array(z.string().min(1).max(1024)).optional(),
  /** Whether refresh tokens may be read as well; the tenant's `idp_tokens.refresh_tokens_as_auth0` otherwise. */
  refresh_token: z.boolean().optional(),
});

/** What a client may ask for at one API. */
export const clientGrantSettings = z.looseObject({
  scope: z.array(z.string().min(1).max(280)).default([]),
  allow_all_scopes: z.boolean().optional(),
  idp_tokens: tokenReadSettings.optional(),
});

export type ClientGrantSettings = z.infer<typeof clientGrantSettings>;

export const subjectType = z.enum(['client', 'user']);
