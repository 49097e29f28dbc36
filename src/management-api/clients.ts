import { deleteClient, deleteClientGrant, rotateClientSecret } from '../contract/index.ts';
import { removeClient, removeClientGrant, rotateClientSecret as rotateSecret } from '../tenant/index.ts';
import { answer, type Operation, serve } from './request.ts';

export const clientOperations: readonly Operation[] = [
  serve(deleteClient, async ({ vault, params }) => {
    await removeClient(vault.tenant, params.id);
    return answer(204, undefined);
  }),

  serve(rotateClientSecret, async ({ vault, params, body }) => {
    const { client, secret } = await rotateSecret(vault.tenant, params.id, body.end_tokens === true);
    return answer(200, {
      ...client.settings,
      tenant: vault.tenant.id,
      global: false,
      client_id: client.clientId,
      client_secret: secret.reveal(),
    });
  }),

  serve(deleteClientGrant, async ({ vault, params }) => {
    await removeClientGrant(vault.tenant, params.id);
    return answer(204, undefined);
  }),
];
