import { z } from 'zod';
import { noBody, noContent, noParams, noQuery } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';
import { passkeyAttestation, passkeyCreation } from './passkeys.ts';
import { role } from './roles.ts';
import { emailAddress, newPassword, personName, signedIn } from './session.ts';

const date = z.iso.datetime();
const token = z.string().min(1).max(128).describe('What stands behind the # of the link.');
const person = { token, name: personName, email: emailAddress };

const invitation = z
  .object({
    id: z.string(),
    role,
    email: z.string().optional().describe('Only this address can accept it.'),
    created_by: z.string().optional().describe('Name of the administrator who invited.'),
    created_at: date,
    expires_at: date,
  })
  .meta({ id: 'Invitation' });

export const inspectInvitation = defineDashboardEndpoint({
  operationId: 'post_invitations_inspect',
  method: 'POST',
  path: '/invitations/inspect',
  summary: 'See what a link invites to, without using it up',
  tag: 'invitations',
  access: 'anyone',
  changesNothing: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({ token }),
  answers: {
    200: z.object({
      kind: z
        .enum(['first_start', 'invitation', 'recovery'])
        .describe('`recovery` gives an account that is there a new password or passkey.'),
      role,
      email: z.string().optional(),
      expires_at: date,
      tenant_name: z.string(),
    }),
  },
  errors: [400, 403, 404, 413, 415, 429, 500, 503],
});

export const acceptInvitation = defineDashboardEndpoint({
  operationId: 'post_invitations_accept',
  method: 'POST',
  path: '/invitations/accept',
  summary: 'Make the own account with a password, and sign in',
  tag: 'invitations',
  access: 'anyone',
  params: noParams,
  query: noQuery,
  body: z.strictObject({ ...person, password: newPassword }),
  answers: { 200: signedIn },
  errors: [400, 403, 404, 409, 413, 415, 429, 500, 503],
});

export const createInvitationChallenge = defineDashboardEndpoint({
  operationId: 'post_invitations_passkey_options',
  method: 'POST',
  path: '/invitations/passkey-options',
  summary: 'Begin to make the own account with a passkey',
  tag: 'invitations',
  access: 'anyone',
  changesNothing: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject(person),
  answers: { 200: passkeyCreation },
  errors: [400, 403, 404, 409, 413, 415, 429, 500, 503],
});

export const acceptInvitationWithPasskey = defineDashboardEndpoint({
  operationId: 'post_invitations_accept_passkey',
  method: 'POST',
  path: '/invitations/accept-passkey',
  summary: 'Make the own account with a passkey, and sign in',
  tag: 'invitations',
  access: 'anyone',
  params: noParams,
  query: noQuery,
  body: z.strictObject({ ...person, credential: passkeyAttestation }),
  answers: { 200: signedIn },
  errors: [400, 403, 404, 409, 413, 415, 429, 500, 503],
});

export const listInvitations = defineDashboardEndpoint({
  operationId: 'get_invitations',
  method: 'GET',
  path: '/invitations',
  summary: 'List the invitations that can still be accepted',
  tag: 'invitations',
  access: ['admin'],
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: z.array(invitation) },
  errors: [401, 403, 500, 503],
});

export const createInvitation = defineDashboardEndpoint({
  operationId: 'post_invitations',
  method: 'POST',
  path: '/invitations',
  summary: 'Invite an administrator: the link is shown once',
  tag: 'invitations',
  access: ['admin'],
  needsReauthentication: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({ role, email: emailAddress.optional() }),
  answers: {
    201: invitation
      .extend({ url: z.url().describe('Whoever has it can accept. It is not kept here.') })
      .meta({ id: 'NewInvitation' }),
  },
  errors: [400, 401, 403, 409, 413, 415, 500, 503],
});

export const deleteInvitation = defineDashboardEndpoint({
  operationId: 'delete_invitations_by_id',
  method: 'DELETE',
  path: '/invitations/{id}',
  summary: 'Take an invitation back',
  tag: 'invitations',
  access: ['admin'],
  params: z.object({ id: z.string().min(1).max(64) }),
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 500, 503],
});
