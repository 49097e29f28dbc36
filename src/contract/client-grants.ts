import { z } from 'zod';

/** What a client may ask for at one API. */
export const clientGrantSettings = z.looseObject({
  scope: z.array(z.string().min(1).max(280)).default([]),
  allow_all_scopes: z.boolean().optional(),
});

export type ClientGrantSettings = z.infer<typeof clientGrantSettings>;

export const subjectType = z.enum(['client', 'user']);
