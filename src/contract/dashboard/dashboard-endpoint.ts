import type { z } from 'zod';
import type { Endpoint } from '../endpoint.ts';
import type { Role } from './roles.ts';

/** Who may ask: `anyone` needs no session, `signed_in` any session, else one of these roles. */
export type Access = 'anyone' | 'signed_in' | readonly Role[];

/** One operation of the dashboard API, defined as those of the Management API are. */
export interface DashboardEndpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answers extends Readonly<Record<number, z.ZodType>> = Readonly<Record<number, z.ZodType>>,
> extends Omit<Endpoint<Params, Query, Body, Answers>, 'scopes'> {
  readonly access: Access;
  /** The administrator must have shown a password or passkey within the last ten minutes. */
  readonly needsReauthentication?: true;
  /** Its handler is given the proof with which the vault opens IdP tokens. */
  readonly readsIdpToken?: true;
  /** Asks only, though it is no GET: not an entry in the tenant log. */
  readonly changesNothing?: true;
}

/** Gives the definition its exact type. */
export function defineDashboardEndpoint<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  const Answers extends Readonly<Record<number, z.ZodType>>,
>(endpoint: DashboardEndpoint<Params, Query, Body, Answers>): DashboardEndpoint<Params, Query, Body, Answers> {
  return endpoint;
}
