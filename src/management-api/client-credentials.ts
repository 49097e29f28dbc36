import { isoDate } from '../base/index.ts';
import {
  type CredentialAlgorithm,
  createClientCredential,
  deleteClientCredential,
  getClientCredential,
  listClientCredentials,
  updateClientCredential,
} from '../contract/index.ts';
import {
  addClientCredential,
  type ClientCredential,
  changeClientCredentialExpiry,
  findClientCredential,
  listClientCredentials as list,
  removeClientCredential,
} from '../tenant/index.ts';
import { refuseStronger } from './own-rights.ts';
import { answer, type Operation, serve } from './request.ts';

function present(credential: ClientCredential) {
  return {
    id: credential.credentialId,
    ...(credential.name !== null && { name: credential.name }),
    kid: credential.kid,
    alg: credential.algorithm as CredentialAlgorithm,
    credential_type: 'public_key' as const,
    created_at: isoDate(credential.createdAt),
    updated_at: isoDate(credential.updatedAt),
    ...(credential.expiresAt !== null && { expires_at: isoDate(credential.expiresAt) }),
  };
}

export const clientCredentialOperations: readonly Operation[] = [
  serve(listClientCredentials, async ({ vault, params }) =>
    answer(200, (await list(vault.tenant, params.client_id)).map(present)),
  ),

  serve(getClientCredential, async ({ vault, params }) =>
    answer(200, present(await findClientCredential(vault.tenant, params.client_id, params.credential_id))),
  ),

  serve(createClientCredential, async ({ vault, params, body, caller }) => {
    await refuseStronger(caller, vault.tenant, params.client_id);
    return answer(201, present(await addClientCredential(vault.tenant, params.client_id, body)));
  }),

  serve(updateClientCredential, async ({ vault, params, body, caller }) => {
    const { tenant } = vault;
    const { client_id, credential_id } = params;
    await refuseStronger(caller, tenant, client_id);
    if (body.expires_at === undefined) {
      return answer(200, present(await findClientCredential(tenant, client_id, credential_id)));
    }
    const expiresAt = body.expires_at === null ? null : Date.parse(body.expires_at);
    return answer(200, present(await changeClientCredentialExpiry(tenant, client_id, credential_id, expiresAt)));
  }),

  serve(deleteClientCredential, async ({ vault, params, caller }) => {
    await refuseStronger(caller, vault.tenant, params.client_id);
    await removeClientCredential(vault.tenant, params.client_id, params.credential_id);
    return answer(204, undefined);
  }),
];
