import { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Error statuses of the Management API; each has the body `managementError`. */
export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 414 | 415 | 429 | 500 | 502 | 503;

/**
 * One operation of the Management API. It is the validation of what comes in, the filter of what goes out,
 * the OpenAPI description and the types of every client: there is no second place.
 */
export interface Endpoint<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answers extends Readonly<Record<number, z.ZodType>> = Readonly<Record<number, z.ZodType>>,
> {
  /** Auth0's operation id. */
  readonly operationId: string;
  readonly method: Method;
  /** Below `/api/v2`, with `{name}` for path parameters. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  /** Any one of these lets the caller in. */
  readonly scopes: readonly [string, ...string[]];
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answers: Answers;
  readonly errors: readonly ErrorStatus[];
}

export const noParams = z.strictObject({});
export const noQuery = z.strictObject({});
export const noBody = z.undefined();
/** Of answer 204, which has no body. */
export const noContent = z.undefined();

/** Gives the definition its exact type. */
export function defineEndpoint<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  const Answers extends Readonly<Record<number, z.ZodType>>,
>(endpoint: Endpoint<Params, Query, Body, Answers>): Endpoint<Params, Query, Body, Answers> {
  return endpoint;
}

export const managementError = z
  .object({
    statusCode: z.int(),
    error: z.string().describe('The reason phrase of the status.'),
    message: z.string(),
    errorCode: z.string().optional().describe('A name for programs; missing on 401.'),
    attributes: z.object({ error: z.string() }).optional(),
  })
  .describe('Every error of the Management API.')
  .meta({ id: 'Error' });

export type ManagementError = z.infer<typeof managementError>;

/** Booleans arrive as text in a query. */
export const queryBoolean = z.enum(['true', 'false']).transform((text) => text === 'true');
/** Whole numbers arrive as text in a query. */
export function queryInteger(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'Expected type integer')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
}
