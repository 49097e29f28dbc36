import { ValetkeyError } from '../base/index.ts';
import { listBrokenIdpGrants, listIdpGrants, revokeIdpGrant } from '../contract/index.ts';
import { listBrokenGrants, listGrants, revokeGrant } from '../users/index.ts';
import { answer, type Operation, serve } from './request.ts';

const defaultTake = 50;

export const idpGrantOperations: readonly Operation[] = [
  serve(listIdpGrants, async ({ vault, params }) => {
    const grants = await listGrants(vault, params.id);
    if (!grants) throw new ValetkeyError('inexistent_user');
    return answer(200, grants);
  }),

  serve(revokeIdpGrant, async ({ vault, params }) => {
    await revokeGrant(vault, params.id, { provider: params.provider, idpUserId: params.user_id });
    return answer(204, undefined);
  }),

  serve(listBrokenIdpGrants, async ({ vault, query }) => {
    const { take = defaultTake, ...wish } = query;
    return answer(200, await listBrokenGrants(vault, { ...wish, take }));
  }),
];
