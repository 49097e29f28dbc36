import { z } from 'zod';
import { noBody, noContent, noParams, noQuery } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';
import { passkeyAssertion, passkeyRequest } from './passkeys.ts';
import { role } from './roles.ts';

const date = z.iso.datetime();

export const emailAddress = z.email().max(254);
/** Of what is typed at sign-in: any length that a request may have is checked, none is stored. */
export const givenPassword = z.string().min(1).max(256);
/** NIST SP 800-63B: long rather than complicated. */
export const newPassword = z.string().min(12, 'A password has at least 12 characters').max(256);
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'No control characters');

export const signedOut = z
  .object({
    state: z.literal('signed_out'),
    setup_needed: z.boolean().describe('There is no administrator yet: the server printed a link to make the first.'),
  })
  .meta({ id: 'DashboardSignedOut' });

export const signedIn = z
  .object({
    state: z.literal('signed_in'),
    administrator: z.object({
      id: z.string(),
      name: z.string(),
      email: z.string(),
      role,
      has_password: z.boolean(),
      passkey_count: z.int(),
    }),
    scopes: z.array(z.string()).describe('At the Management API under /dashboard/api/v2.'),
    csrf_token: z.string().describe('For the header `x-csrf-token` of every request that is not GET.'),
    expires_at: date.describe('When the session ends unless it is used before.'),
    reauthenticated_at: date.describe('When a password or passkey was shown last.'),
    tenant_name: z.string(),
    version: z.string(),
    issuer: z.string(),
    sandbox: z.boolean().describe('The identity providers are those of the sandbox.'),
    reveal_allowed: z.boolean().describe('The server lets administrators see IdP tokens.'),
  })
  .meta({ id: 'DashboardSession' });

export const getDashboardSession = defineDashboardEndpoint({
  operationId: 'get_dashboard_session',
  method: 'GET',
  path: '/session',
  summary: 'Get who is signed in to the dashboard',
  tag: 'session',
  access: 'anyone',
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: z.discriminatedUnion('state', [signedOut, signedIn]) },
  errors: [500, 503],
});

export const signInWithPassword = defineDashboardEndpoint({
  operationId: 'post_dashboard_session',
  method: 'POST',
  path: '/session',
  summary: 'Sign in with e-mail address and password',
  tag: 'session',
  access: 'anyone',
  params: noParams,
  query: noQuery,
  body: z.strictObject({ email: z.string().min(1).max(254), password: givenPassword }),
  answers: { 200: signedIn },
  errors: [400, 403, 413, 415, 429, 500, 503],
});

export const createSignInChallenge = defineDashboardEndpoint({
  operationId: 'post_dashboard_session_passkey_options',
  method: 'POST',
  path: '/session/passkey-options',
  summary: 'Begin a sign-in with a passkey',
  tag: 'session',
  access: 'anyone',
  changesNothing: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({}),
  answers: { 200: passkeyRequest },
  errors: [400, 403, 415, 429, 500, 503],
});

export const signInWithPasskey = defineDashboardEndpoint({
  operationId: 'post_dashboard_session_passkey',
  method: 'POST',
  path: '/session/passkey',
  summary: 'Sign in with a passkey',
  tag: 'session',
  access: 'anyone',
  params: noParams,
  query: noQuery,
  body: z.strictObject({ credential: passkeyAssertion }),
  answers: { 200: signedIn },
  errors: [400, 403, 413, 415, 429, 500, 503],
});

export const endDashboardSession = defineDashboardEndpoint({
  operationId: 'delete_dashboard_session',
  method: 'DELETE',
  path: '/session',
  summary: 'Sign out of the dashboard',
  tag: 'session',
  access: 'signed_in',
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [401, 403, 500, 503],
});

export const createReauthenticationChallenge = defineDashboardEndpoint({
  operationId: 'post_dashboard_session_reauthentication_options',
  method: 'POST',
  path: '/session/reauthentication-options',
  summary: 'Begin to show the own passkey again',
  tag: 'session',
  access: 'signed_in',
  changesNothing: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({}),
  answers: { 200: passkeyRequest },
  errors: [400, 401, 403, 415, 429, 500, 503],
});

export const reauthenticate = defineDashboardEndpoint({
  operationId: 'post_dashboard_session_reauthentication',
  method: 'POST',
  path: '/session/reauthentication',
  summary: 'Show password or passkey again, for what needs it',
  tag: 'session',
  access: 'signed_in',
  params: noParams,
  query: noQuery,
  body: z.union([z.strictObject({ password: givenPassword }), z.strictObject({ credential: passkeyAssertion })]),
  answers: { 200: signedIn },
  errors: [400, 401, 403, 413, 415, 429, 500, 503],
});

export type DashboardSession = z.infer<typeof signedIn>;
