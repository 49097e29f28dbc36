import { z } from 'zod';
import { defineEndpoint, noParams, noQuery } from './endpoint.ts';
import { user } from './users.ts';

const metadata = z.record(z.string(), z.unknown());
const name = (longest: number) => z.string().min(1).max(longest);
const phoneNumber = z.string().regex(/^\+[0-9]{1,15}$/, 'Expected + and digits');
const connection = z.string().min(1).max(128);

const attributes = {
  blocked: z.boolean().optional().describe('true ends every session and token of the user at once.'),
  email_verified: z.boolean().optional(),
  phone_verified: z.boolean().optional(),
  verify_email: z.boolean().optional(),
  password: z.string().min(1).optional(),
  user_metadata: metadata.optional(),
  app_metadata: metadata.optional(),
};

export const updateUser = defineEndpoint({
  operationId: 'patch_users_by_id',
  method: 'PATCH',
  path: '/users/{id}',
  summary: 'Change a user: metadata is merged at its first level, null removes',
  tag: 'users',
  scopes: ['update:users', 'update:users_app_metadata', 'update:current_user_metadata'],
  params: z.object({ id: z.string().min(1).max(1024).describe('The user_id.') }),
  query: noQuery,
  body: z.strictObject({
    ...attributes,
    password: attributes.password.nullable(),
    email: z.email().nullable().optional(),
    phone_number: phoneNumber.nullable().optional(),
    given_name: name(150).nullable().optional(),
    family_name: name(150).nullable().optional(),
    name: name(300).nullable().optional(),
    nickname: name(300).nullable().optional(),
    picture: z.url().nullable().optional(),
    username: name(128).nullable().optional(),
    verify_phone_number: z.boolean().optional(),
    connection: connection.optional(),
    client_id: z.string().min(1).optional(),
  }),
  answers: { 200: user },
  errors: [400, 401, 403, 404, 413, 415, 500, 503],
});

export const createUser = defineEndpoint({
  operationId: 'post_users',
  method: 'POST',
  path: '/users',
  summary: 'Answers as Auth0 does for connections whose users come by signing in, which all are here',
  tag: 'users',
  scopes: ['create:users'],
  params: noParams,
  query: noQuery,
  body: z.strictObject({
    ...attributes,
    connection,
    email: z.email().optional(),
    phone_number: phoneNumber.optional(),
    given_name: name(150).optional(),
    family_name: name(150).optional(),
    name: name(300).optional(),
    nickname: name(300).optional(),
    picture: z.url().optional(),
    user_id: z.string().max(255).regex(/^\S*$/, 'No blanks').optional(),
    username: name(128).optional(),
  }),
  answers: { 201: user },
  errors: [400, 401, 403, 413, 415, 500, 503],
});
