import { z } from 'zod';
import { defineEndpoint, noBody, noParams } from './endpoint.ts';
import { idpGrant } from './idp-grants.ts';
import { checkpointPage, checkpointQuery } from './paging.ts';

export const grantEventTypes = ['idp_grant.broken', 'idp_grant.recovered', 'idp_token.revealed'] as const;

/** What a webhook is sent, in the frame of the Standard Webhooks specification. It holds no secret. */
export const grantEvent = z
  .object({
    id: z.string().describe('The same at every attempt: the `webhook-id` to tell repetitions by.'),
    type: z.enum(grantEventTypes),
    timestamp: z.iso.datetime().describe('When it happened.'),
    data: z.object({
      user_id: z.string(),
      connection: z.string(),
      provider: z.string(),
      identity_user_id: z.string().describe('The id without the provider in front, as in identities[].'),
      state: idpGrant.shape.state,
      reason: z.string().optional().describe('Why the state is not active.'),
      scopes: idpGrant.shape.scopes,
      administrator_id: z.string().optional().describe('Of `idp_token.revealed`: who looked at the token.'),
    }),
  })
  .meta({ id: 'IdpGrantEvent' });

export type GrantEvent = z.infer<typeof grantEvent>;

const delivery = z.object({
  webhook_id: z.string(),
  webhook: z.string().optional().describe('Origin of the address; missing when the webhook is gone.'),
  state: z.enum(['pending', 'delivered', 'given_up']),
  attempts: z.int(),
  outcome: z.string().optional().describe('How the last attempt ended.'),
  last_attempt_at: z.iso.datetime().optional(),
  next_attempt_at: z.iso.datetime().optional(),
  finished_at: z.iso.datetime().optional(),
});

export const listIdpGrantEvents = defineEndpoint({
  operationId: 'get_idp_grant_events',
  method: 'GET',
  path: '/idp-grant-events',
  summary: 'List what happened to grants at IdPs and which webhooks were told, the newest first. Not in Auth0.',
  tag: 'idp-grants',
  scopes: ['read:logs'],
  params: noParams,
  query: z.strictObject({
    from: z.string().min(1).max(64).optional().describe('`next` of the page before.'),
    take: checkpointQuery.take,
    state: delivery.shape.state.optional().describe('Only events with a delivery in this state.'),
  }),
  body: noBody,
  answers: {
    200: checkpointPage(
      'events',
      grantEvent.extend({ deliveries: z.array(delivery) }).meta({ id: 'IdpGrantEventWithDeliveries' }),
    ),
  },
  errors: [400, 401, 403, 500, 503],
});
