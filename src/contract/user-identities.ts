import { z } from 'zod';
import { defineEndpoint, noBody, noQuery } from './endpoint.ts';
import { identity } from './users.ts';

const id = z.string().min(1).max(1024).describe('The user_id.');
const scopes = ['update:users', 'update:current_user_identities'] as const;

const linkBody = z
  .strictObject({
    provider: z.string().min(1).max(100).optional().describe('Strategy of the account to link.'),
    user_id: z
      .union([z.string().min(1).max(1024), z.int()])
      .optional()
      .describe('Id of the account to link, with or without the provider in front.'),
    connection_id: z
      .string()
      .regex(/^con_[A-Za-z0-9]{16}$/, 'Expected con_ and 16 letters or digits')
      .optional()
      .describe('Connection of the account to link.'),
    link_with: z
      .string()
      .min(1)
      .max(16_384)
      .optional()
      .describe('ID token of the account to link, given to the client that asks, after a sign-in of a moment ago.'),
  })
  .superRefine((body, context) => {
    const { link_with, ...named } = body;
    const [other] = Object.keys(named);
    if (link_with !== undefined && other !== undefined) {
      context.addIssue({ code: 'custom', message: `Additional properties not allowed: ${other}` });
    }
    const missing = link_with === undefined && (['provider', 'user_id'] as const).find((name) => !(name in named));
    if (missing) context.addIssue({ code: 'custom', message: `Missing required property: ${missing}` });
  });

export const linkIdentity = defineEndpoint({
  operationId: 'post_identities',
  method: 'POST',
  path: '/users/{id}/identities',
  summary: 'Link an account to a user: its identity and tokens move, its metadata goes',
  tag: 'users',
  scopes,
  params: z.object({ id }),
  query: noQuery,
  body: linkBody,
  answers: { 201: z.array(identity) },
  errors: [400, 401, 403, 404, 409, 413, 415, 429, 500, 503],
});

export const unlinkIdentity = defineEndpoint({
  operationId: 'delete_user_identity_by_user_id',
  method: 'DELETE',
  path: '/users/{id}/identities/{provider}/{user_id}',
  summary: 'Unlink an account: it is a user of its own again, and its grant is revoked at the IdP',
  tag: 'users',
  scopes,
  params: z.object({
    id,
    provider: z.string().min(1).max(100).describe('Strategy of the identity.'),
    user_id: z.string().min(1).max(1024).describe('Id of the identity, without the provider in front.'),
  }),
  query: noQuery,
  body: noBody,
  answers: { 200: z.array(identity) },
  errors: [400, 401, 403, 404, 429, 500, 503],
});
