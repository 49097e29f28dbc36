import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noQuery, queryBoolean } from './endpoint.ts';
import { checkpointPage, checkpointQuery } from './paging.ts';

const date = z.iso.datetime().describe('ISO 8601 with milliseconds, in UTC.');

/** As in Auth0: 25 members at most, of 255 characters at most. */
export const tokenMetadata = z
  .record(z.string().regex(/^[\w-]{1,255}$/), z.string().max(255))
  .refine((members) => Object.keys(members).length <= 25, { error: 'Not more than 25 members' });

const device = z.object({
  initial_ip: z.string().optional(),
  initial_user_agent: z.string().optional(),
  last_ip: z.string().optional(),
  last_user_agent: z.string().optional(),
});

export const session = z
  .object({
    id: z.string().describe('The `sid` of ID tokens and logout tokens.'),
    user_id: z.string(),
    created_at: date,
    updated_at: date,
    authenticated_at: date,
    idle_expires_at: date,
    expires_at: date,
    last_interacted_at: date,
    device,
    clients: z.array(z.object({ client_id: z.string() })).describe('Applications that it signed the user in to.'),
    session_metadata: tokenMetadata.optional().describe('What operators noted.'),
    authentication: z.object({ methods: z.array(z.object({ name: z.string(), timestamp: date })) }),
  })
  .describe('A session of a user at this server.')
  .meta({ id: 'Session' });

export type Session = z.infer<typeof session>;

const userId = z.object({ user_id: z.string().min(1).max(1024).describe('The user_id.') });
const sessionId = z.object({ id: z.string().min(1).max(128).describe('The id of the session.') });

export const checkpoint = {
  include_totals: queryBoolean.optional().describe('Taken, and without effect: there are no totals here.'),
  from: z.string().min(1).max(128).optional().describe('`next` of the page before.'),
  take: checkpointQuery.take,
};

export const listUserSessions = defineEndpoint({
  operationId: 'get_sessions_for_user',
  method: 'GET',
  path: '/users/{user_id}/sessions',
  summary: "List a user's sessions",
  tag: 'users',
  scopes: ['read:sessions'],
  params: userId,
  query: z.strictObject(checkpoint),
  body: noBody,
  answers: { 200: checkpointPage('sessions', session).meta({ id: 'SessionsPage' }) },
  errors: [400, 401, 403, 404, 500, 503],
});

export const deleteUserSessions = defineEndpoint({
  operationId: 'delete_sessions_for_user',
  method: 'DELETE',
  path: '/users/{user_id}/sessions',
  summary: 'End all sessions of a user',
  tag: 'users',
  scopes: ['delete:sessions'],
  params: userId,
  query: noQuery,
  body: noBody,
  answers: { 202: noContent },
  errors: [400, 401, 403, 404, 500, 503],
});

export const getSession = defineEndpoint({
  operationId: 'get_session',
  method: 'GET',
  path: '/sessions/{id}',
  summary: 'Get a session',
  tag: 'sessions',
  scopes: ['read:sessions'],
  params: sessionId,
  query: noQuery,
  body: noBody,
  answers: { 200: session },
  errors: [400, 401, 403, 404, 500, 503],
});

export const updateSession = defineEndpoint({
  operationId: 'patch_sessions_by_id',
  method: 'PATCH',
  path: '/sessions/{id}',
  summary: 'Put these notes in the place of those of a session; null or {} removes them',
  tag: 'sessions',
  scopes: ['update:sessions'],
  params: sessionId,
  query: noQuery,
  body: z.strictObject({ session_metadata: tokenMetadata.nullable().optional() }),
  answers: { 200: session },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});

export const deleteSession = defineEndpoint({
  operationId: 'delete_session',
  method: 'DELETE',
  path: '/sessions/{id}',
  summary: 'End a session; refresh tokens that came of it stay',
  tag: 'sessions',
  scopes: ['delete:sessions'],
  params: sessionId,
  query: noQuery,
  body: noBody,
  answers: { 202: noContent },
  errors: [400, 401, 403, 500, 503],
});

export const revokeSession = defineEndpoint({
  operationId: 'revoke_session',
  method: 'POST',
  path: '/sessions/{id}/revoke',
  summary: 'End a session and every token that came of it. Needs both scopes.',
  tag: 'sessions',
  scopes: ['delete:sessions', 'delete:refresh_tokens'],
  params: sessionId,
  query: noQuery,
  body: noBody,
  answers: { 202: noContent },
  errors: [400, 401, 403, 500, 503],
});

export const revokeUserAccess = defineEndpoint({
  operationId: 'user_revoke_access',
  method: 'POST',
  path: '/users/{id}/revoke-access',
  summary: 'End the sessions of a user, and the refresh tokens unless told not to. Needs the scope for each.',
  tag: 'users',
  scopes: ['delete:sessions', 'delete:refresh_tokens'],
  params: z.object({ id: z.string().min(1).max(1024).describe('The user_id.') }),
  query: noQuery,
  body: z.strictObject({
    session_id: z.string().min(1).max(128).optional().describe('Only this session, and what came of it.'),
    preserve_refresh_tokens: z.boolean().optional().describe('true: only sessions end. Default false.'),
  }),
  answers: { 202: noContent },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});
