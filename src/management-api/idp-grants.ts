import { ValetkeyError } from '../base/index.ts';
import { listIdpGrants } from '../contract/index.ts';
import { listGrants } from '../users/index.ts';
import { answer, type Operation, serve } from './request.ts';

export const idpGrantOperations: readonly Operation[] = [
  serve(listIdpGrants, async ({ vault, params }) => {
    const grants = await listGrants(vault, params.id);
    if (!grants) throw new ValetkeyError('inexistent_user');
    return answer(200, grants);
  }),
];
