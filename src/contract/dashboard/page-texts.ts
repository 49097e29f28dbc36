import { z } from 'zod';
import { noBody, noQuery } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';

export const pageTexts = z
  .object({
    languages: z.array(z.string()).describe('Those that the pages speak, as custom texts name them.'),
    screens: z.array(
      z.object({
        prompt: z.string(),
        screen: z.string(),
        title: z.string().describe('Of the page, in English.'),
        texts: z.array(z.object({ key: z.string(), text: z.string().describe('Ours, in this language.') })),
        variables: z.array(z.string()).describe('What a text of this screen may name, such as `clientName`.'),
      }),
    ),
  })
  .meta({ id: 'PageTexts' });

export const getPageTexts = defineDashboardEndpoint({
  operationId: 'get_page_texts',
  method: 'GET',
  path: '/page-texts/{language}',
  summary: 'List the texts of the pages that users see, as they are where the operator wrote none',
  tag: 'pages',
  access: 'signed_in',
  params: z.object({ language: z.string().regex(/^[\w-]{2,20}$/, 'must be a language tag') }),
  query: noQuery,
  body: noBody,
  answers: { 200: pageTexts },
  errors: [400, 401, 403, 404, 500, 503],
});

export type PageTexts = z.infer<typeof pageTexts>;
