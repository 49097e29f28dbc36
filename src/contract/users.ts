import { z } from 'zod';
import { defineEndpoint, noBody, noContent, noQuery, queryBoolean, queryInteger } from './endpoint.ts';

export const identity = z
  .object({
    connection: z.string().describe('Name of the connection.'),
    provider: z.string().describe('Strategy of the connection.'),
    user_id: z.union([z.string(), z.int()]).describe('The id without the provider in front.'),
    isSocial: z.boolean(),
    access_token: z.string().optional().describe("The IdP's access token. Needs read:user_idp_tokens."),
    access_token_secret: z.string().optional().describe('For OAuth 1 providers. Needs read:user_idp_tokens.'),
    refresh_token: z.string().optional().describe("The IdP's refresh token. Needs read:user_idp_tokens."),
    expires_in: z.int().optional().describe('Seconds that the IdP gave the access token when it was obtained.'),
    token_problem: z
      .object({ state: z.enum(['needs_reauthorization', 'unavailable']), reason: z.string() })
      .optional()
      .describe('Why there is no access token though there is a grant. Not in Auth0.'),
    profileData: z.record(z.string(), z.unknown()).optional().describe('Profile of a linked identity.'),
  })
  .meta({ id: 'Identity' });

const metadata = z.record(z.string(), z.unknown());
const date = z.iso.datetime().describe('ISO 8601 with milliseconds, in UTC.');

export const user = z
  .looseObject({
    user_id: z.string().optional(),
    email: z.string().optional(),
    email_verified: z.boolean().optional(),
    username: z.string().optional(),
    phone_number: z.string().optional(),
    phone_verified: z.boolean().optional(),
    created_at: date.optional(),
    updated_at: date.optional(),
    identities: z.array(identity).optional(),
    app_metadata: metadata.optional(),
    user_metadata: metadata.optional(),
    picture: z.string().optional(),
    name: z.string().optional(),
    nickname: z.string().optional(),
    given_name: z.string().optional(),
    family_name: z.string().optional(),
    last_ip: z.string().optional(),
    last_login: date.optional(),
    last_password_reset: date.optional(),
    multifactor: z.array(z.string()).optional(),
    multifactor_last_modified: date.optional(),
    logins_count: z.int().optional(),
    blocked: z.boolean().optional(),
  })
  .describe('A user. Attributes of the IdP that are not named here stand at the root as the IdP gave them.')
  .meta({ id: 'User' });

export type User = z.infer<typeof user>;
export type Identity = z.infer<typeof identity>;

const members = Object.entries(user.shape);

/** The members of a user that are of another type than they are here: IdPs give what they like under these names. */
export function findMistypedMembers(shown: Readonly<Record<string, unknown>>): string[] {
  return members
    .filter(([name, type]) => shown[name] !== undefined && !type.safeParse(shown[name]).success)
    .map(([name]) => name);
}

/** The root names that `fields` may list, as in Auth0. */
export const userFields = Object.keys(user.shape);

const fields = z
  .string()
  .refine((text) => text.split(',').every((name) => userFields.includes(name)), {
    error: `String does not match pattern. Must be a comma separated list of the following values: ${userFields.join(',')}`,
  })
  .optional()
  .describe('Comma-separated list of root attributes.');

const includeFields = queryBoolean.optional().describe('false turns `fields` into a list to leave out. Default true.');

export const getUser = defineEndpoint({
  operationId: 'get_users_by_id',
  method: 'GET',
  path: '/users/{id}',
  summary: 'Get a user',
  tag: 'users',
  scopes: ['read:users', 'read:current_user', 'read:user_idp_tokens'],
  params: z.object({ id: z.string().min(1).max(1024).describe('The user_id.') }),
  query: z.strictObject({ fields, include_fields: includeFields }),
  body: noBody,
  answers: { 200: user },
  errors: [400, 401, 403, 404, 500, 503],
});

export const deleteUser = defineEndpoint({
  operationId: 'delete_users_by_id',
  method: 'DELETE',
  path: '/users/{id}',
  summary: 'Delete a user, with linked identities, sessions and tokens; grants at IdPs are revoked',
  tag: 'users',
  scopes: ['delete:users', 'delete:current_user'],
  params: z.object({ id: z.string().min(1).max(1024).describe('The user_id.') }),
  query: noQuery,
  body: noBody,
  answers: { 204: noContent },
  errors: [400, 401, 403, 500, 503],
});

const page = {
  page: queryInteger(0, 1_000_000).optional().describe('Page number, from 0.'),
  per_page: queryInteger(0, 100).optional().describe('Users on a page. Default 50.'),
};

/** Deepest record that offset paging reaches, as in Auth0. */
export const pagingLimit = 1000;

export const usersPage = z
  .object({
    start: z.int(),
    limit: z.int(),
    length: z.int().describe('Users on this page.'),
    users: z.array(user),
    total: z.int(),
  })
  .meta({ id: 'UsersPage' });

/** What lists may be sorted by: each can be walked along an index. */
export const userSortFields = [
  'user_id',
  'created_at',
  'email',
  'last_login',
  'logins_count',
  'name',
  'nickname',
  'given_name',
  'family_name',
  'username',
  'phone_number',
] as const;

const sort = z
  .string()
  .transform((text) => text.split(':'))
  .refine(
    ([field, direction, more]) =>
      userSortFields.some((name) => name === field) && ['1', '-1'].includes(direction ?? '') && more === undefined,
    { error: `Expected :1 or :-1 after one of ${userSortFields.join(', ')}` },
  )
  .transform(([field, direction]) => ({
    field: field as (typeof userSortFields)[number],
    direction: direction === '1' ? ('asc' as const) : ('desc' as const),
  }));

const searchEngine = z.enum(['v1', 'v2', 'v3']).refine((version) => version === 'v3', {
  error: ({ input }) => `You are not allowed to use search_engine=${String(input)}. Use v3`,
});

export const listUsers = defineEndpoint({
  operationId: 'get_users',
  method: 'GET',
  path: '/users',
  summary: 'List or search users',
  tag: 'users',
  scopes: ['read:users'],
  params: z.strictObject({}),
  query: z.strictObject({
    ...page,
    include_totals: queryBoolean.optional().describe('Answer with an object that counts, in place of an array.'),
    sort: sort.optional().describe('Field and direction: `created_at:-1`.'),
    q: z.string().min(1).optional().describe("Query in the Lucene syntax of Auth0's search engine v3."),
    search_engine: searchEngine.optional().describe('Only v3.'),
    connection: z.string().min(1).max(128).optional().describe('Users with an identity of this connection.'),
    primary_order: queryBoolean.optional().describe('Accepted and without effect: the order is always the same.'),
    fields,
    include_fields: includeFields,
  }),
  body: noBody,
  answers: { 200: z.union([usersPage, z.array(user)]) },
  errors: [400, 401, 403, 500, 503],
});

export const listUsersByEmail = defineEndpoint({
  operationId: 'get_users-by-email',
  method: 'GET',
  path: '/users-by-email',
  summary: 'Find users by e-mail address',
  tag: 'users',
  scopes: ['read:users'],
  params: z.strictObject({}),
  query: z.strictObject({
    email: z.string().min(1).max(320).describe('Exact and case-sensitive.'),
    fields,
    include_fields: includeFields,
  }),
  body: noBody,
  answers: { 200: z.array(user) },
  errors: [400, 401, 403, 500, 503],
});
