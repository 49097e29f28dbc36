import { z } from 'zod';
import { noBody, noParams, noQuery } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';

export const providerDescription = z
  .object({
    strategy: z.string(),
    label: z.string(),
    protocol: z.enum(['oauth2', 'oidc']),
    social: z.boolean(),
    docs_url: z.string(),
    scopes: z.array(
      z.object({
        value: z.string().optional().describe('What is sent to the IdP; several with spaces between.'),
        label: z.string().describe('What it lets the application do.'),
        option: z
          .string()
          .optional()
          .describe('The switch of the connection; without one the value goes into options.scope.'),
        default: z.boolean(),
        always: z.boolean().describe('Asked for at every sign-in.'),
      }),
    ),
    offline_access: z.object({
      available: z.boolean().describe('The IdP gives refresh tokens.'),
      scopes: z.array(z.string()),
      parameters: z.record(z.string(), z.string()),
    }),
    options: z
      .array(
        z.object({
          name: z.string().describe('Member of `options`.'),
          label: z.string(),
          type: z.enum(['text', 'secret', 'url', 'switch']),
          required: z.boolean(),
          secret: z.boolean(),
          hint: z.string().optional(),
        }),
      )
      .describe('What a connection needs to be told, in the order of a form.'),
    callback_url: z.string().describe('To be registered at the IdP.'),
    token_life: z.int().optional().describe('Seconds; missing where the IdP does not say or tokens do not end.'),
    rotates: z.boolean().describe('Each refresh gives a new refresh token.'),
  })
  .meta({ id: 'ProviderDescription' });

export const listProviders = defineDashboardEndpoint({
  operationId: 'get_providers',
  method: 'GET',
  path: '/providers',
  summary: 'List the identity providers, and what a connection to each needs',
  tag: 'providers',
  access: 'signed_in',
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: z.array(providerDescription) },
  errors: [401, 403, 500, 503],
});

export type ProviderDescription = z.infer<typeof providerDescription>;
