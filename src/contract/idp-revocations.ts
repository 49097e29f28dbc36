import { z } from 'zod';
import { defineEndpoint, noBody, noParams } from './endpoint.ts';
import { checkpointPage, checkpointQuery } from './paging.ts';

const date = z.iso.datetime();
const states = ['pending', 'done', 'failed', 'not_supported', 'superseded'] as const;

/** A grant that is taken back at its IdP, or was. It holds no secret. */
export const idpRevocation = z
  .object({
    id: z.string(),
    state: z
      .enum(states)
      .describe(
        'pending: tried again at next_attempt_at. not_supported: the IdP has no way. superseded: the user signed in again.',
      ),
    outcome: z.string().optional().describe('How the last attempt ended, in a word.'),
    reason: z.string().describe('Why the grant was given up.'),
    user_id: z.string().describe('The user that it belonged to, who may be gone.'),
    connection: z.string(),
    connection_id: z.string(),
    provider: z.string(),
    subject: z.string().describe("The user's id at the IdP."),
    attempts: z.int(),
    created_at: date,
    last_attempt_at: date.optional(),
    next_attempt_at: date.optional(),
    finished_at: date.optional(),
  })
  .meta({ id: 'IdpRevocation' });

export type IdpRevocation = z.infer<typeof idpRevocation>;

export const listIdpRevocations = defineEndpoint({
  operationId: 'get_idp_revocations',
  method: 'GET',
  path: '/idp-revocations',
  summary: 'List what is, or was, taken back at IdPs, the newest first; kept for 30 days. Not in Auth0.',
  tag: 'idp-grants',
  scopes: ['read:logs'],
  params: noParams,
  query: z.strictObject({
    state: z.enum(states).optional().describe('Only those in this state.'),
    from: z
      .string()
      .regex(/^rev_[0-9a-z]{9}[0-9A-Za-z]{12}$/, 'Expected the id that an answer gave as next')
      .optional()
      .describe('`next` of the page before.'),
    take: checkpointQuery.take,
  }),
  body: noBody,
  answers: {
    200: checkpointPage('idp_revocations', idpRevocation).meta({ id: 'IdpRevocationsPage' }),
  },
  errors: [400, 401, 403, 500, 503],
});
