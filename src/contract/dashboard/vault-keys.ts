import { z } from 'zod';
import { noBody, noParams, noQuery } from '../endpoint.ts';
import { defineDashboardEndpoint } from './dashboard-endpoint.ts';

const date = z.iso.datetime();

export const getVaultKeys = defineDashboardEndpoint({
  operationId: 'get_vault_keys',
  method: 'GET',
  path: '/vault-keys',
  summary: 'List the key-encryption keys by id, what is sealed with each, and which nodes hold it',
  tag: 'vault-keys',
  access: ['admin'],
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: {
    200: z
      .object({
        keys: z
          .array(
            z.object({
              id: z.string(),
              state: z.enum(['active', 'known', 'retired']),
              registered_at: date,
              activated_at: date.optional(),
              retired_at: date.optional(),
              uses: z.int(),
              used: z.number().describe('How much of what one key may be used for is used up, from 0 to 1.'),
              records: z.record(z.string(), z.int()).describe('Values sealed with it, by column.'),
              held_by: z.array(z.string()).describe('Names of the running nodes that hold it.'),
            }),
          )
          .describe('In the order in which nodes brought them, the newest last.'),
        nodes: z.array(z.object({ name: z.string(), key_ids: z.array(z.string()), active_key_id: z.string() })),
        unknown: z.int().describe('Values under a key that was never here: damaged ones.'),
      })
      .meta({ id: 'VaultKeys' }),
  },
  errors: [401, 403, 500, 503],
});

export const keyRotationState = z
  .object({
    state: z.enum(['idle', 'running', 'done', 'failed', 'interrupted']),
    key_id: z.string().optional().describe('The key that everything is moved to, once every node seals with it.'),
    waiting_for: z
      .array(z.string())
      .optional()
      .describe('Names of the running nodes that do not seal with the key yet. Nothing is moved before they do.'),
    moved: z.int(),
    total: z.int().describe('Values that were under other keys when it began.'),
    damaged: z.int().describe('Values that could not be opened, and were left as they are.'),
    started_at: date.optional(),
    finished_at: date.optional(),
    error: z.string().optional(),
  })
  .meta({ id: 'KeyRotation' });

export const startKeyRotation = defineDashboardEndpoint({
  operationId: 'post_vault_keys_rotation',
  method: 'POST',
  path: '/vault-keys/rotation',
  summary: 'Make the newest key the one that seals, and wrap everything with it',
  tag: 'vault-keys',
  access: ['admin'],
  needsReauthentication: true,
  params: noParams,
  query: noQuery,
  body: z.strictObject({}),
  answers: { 202: keyRotationState },
  errors: [400, 401, 403, 409, 415, 500, 503],
});

export const getKeyRotation = defineDashboardEndpoint({
  operationId: 'get_vault_keys_rotation',
  method: 'GET',
  path: '/vault-keys/rotation',
  summary: 'Get how far the rotation of keys is',
  tag: 'vault-keys',
  access: ['admin'],
  params: noParams,
  query: noQuery,
  body: noBody,
  answers: { 200: keyRotationState },
  errors: [401, 403, 500, 503],
});

export type KeyRotationState = z.infer<typeof keyRotationState>;
