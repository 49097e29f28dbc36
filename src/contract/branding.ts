import { z } from 'zod';
import { asGiven } from './as-given.ts';
import { defineEndpoint, noBody, noParams, noQuery } from './endpoint.ts';

const colour = z.string().regex(/^#(?:[\da-f]{3}|[\da-f]{6})$/i, 'must be a colour such as #0059d6');

const hasUserinfo = ({ username, password }: URL) => username !== '' || password !== '';

/** An address that browsers load something from; this server never does (T-H05). */
export const webAsset = z
  .string()
  .max(2048)
  .regex(/^https:\/\//i, 'must be an https address')
  .refine((address) => URL.canParse(address) && !hasUserinfo(new URL(address)), 'must be an https address');

const gradient = z.strictObject({
  type: z.literal('linear-gradient'),
  start: colour,
  end: colour,
  angle_deg: z.number().min(0).max(360).optional(),
});

/** How the pages look, in the terms of Auth0's branding settings. */
export const branding = z.object({
  colors: z
    .strictObject({
      primary: colour.optional().describe('Of the main button; its text is black or white, whichever is read better.'),
      page_background: z.union([colour, gradient]).optional(),
    })
    .optional(),
  logo_url: webAsset.optional().describe('Shown by the browser; the server never asks for it.'),
  favicon_url: webAsset.optional(),
  font: z.strictObject({ url: webAsset.optional().describe('Of a font file.') }).optional(),
});

export type Branding = z.infer<typeof branding>;

const answers = { 200: branding.meta({ id: 'Branding' }) };

export const getBranding = defineEndpoint({
  operationId: 'get_branding',
  method: 'GET',
  path: '/branding',
  summary: 'Get how the pages look',
  tag: 'branding',
  scopes: ['read:branding'],
  params: noParams,
  query: noQuery,
  body: noBody,
  answers,
  errors: [400, 401, 403, 500, 503],
});

export const updateBranding = defineEndpoint({
  operationId: 'patch_branding',
  method: 'PATCH',
  path: '/branding',
  summary: 'Change how the pages look, member by member; null takes a member away',
  tag: 'branding',
  scopes: ['update:branding'],
  params: noParams,
  query: noQuery,
  body: asGiven(branding),
  answers,
  errors: [400, 401, 403, 413, 415, 500, 503],
});
