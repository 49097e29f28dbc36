import { z } from 'zod';
import { noBody, noParams, noQuery, queryInteger } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';

/** Grants at IdPs by their health, with the words of `idp-grants`. */
export const grantCounts = z
  .object({
    active: z.int(),
    expiring: z.int(),
    partial: z.int(),
    needs_reauthorization: z.int(),
    revoked: z.int(),
  })
  .meta({ id: 'GrantCounts' });

export const getOverview = defineDashboardEndpoint({
  operationId: 'get_overview',
  method: 'GET',
  path: '/overview',
  summary: 'Get what the start page shows: which steps are done, and how much there is of everything',
  tag: 'overview',
  access: 'signed_in',
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: {
    200: z
      .object({
        steps: z.object({
          connection: z.boolean().describe('There is a connection.'),
          application: z.boolean().describe('There is an application that people can sign in to.'),
          sign_in: z.boolean().describe('Somebody signed in.'),
          token: z.boolean().describe('A backend read the token of an IdP.'),
        }),
        counts: z.object({
          users: z.int(),
          connections: z.int(),
          applications: z.int(),
          apis: z.int().describe('The Management API among them, as in the list of APIs.'),
        }),
        grants: grantCounts,
      })
      .meta({ id: 'Overview' }),
  },
  errors: [401, 403, 500, 503],
});

const counted = {
  sign_ins: z.int(),
  failed_sign_ins: z.int(),
  token_reads: z.int(),
  refreshes: z.int(),
  failed_refreshes: z.int(),
};

export const getActivity = defineDashboardEndpoint({
  operationId: 'get_activity',
  method: 'GET',
  path: '/activity',
  summary: 'Count sign-ins, token reads and refreshes by day and by connection, in UTC',
  tag: 'overview',
  access: 'signed_in',
  params: noParams,
  query: z.strictObject({
    days: queryInteger(1, 90).optional().describe('How many days, today included. Default 14.'),
  }),
  body: noBody,
  answers: {
    200: z
      .object({
        days: z.array(z.object({ date: z.iso.date(), ...counted })).describe('The oldest first, none left out.'),
        connections: z.array(z.object({ name: z.string(), strategy: z.string(), ...counted })),
      })
      .meta({ id: 'Activity' }),
  },
  errors: [400, 401, 403, 500, 503],
});
