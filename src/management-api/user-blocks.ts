import { ValetkeyError } from '../base/index.ts';
import { deleteUserBlocks, deleteUserBlocksById, findUserBlocks, getUserBlocks } from '../contract/index.ts';
import { isUser } from '../users/index.ts';
import type { Vault } from '../vault/index.ts';
import { answer, type Operation, serve } from './request.ts';

async function expectUser(vault: Vault, userId: string): Promise<void> {
  if (!(await isUser(vault, userId))) throw new ValetkeyError('inexistent_user');
}

/** Auth0 blocks who mistypes passwords; here nobody types one. `blocked` of the user is another matter. */
export const userBlockOperations: readonly Operation[] = [
  serve(findUserBlocks, async () => answer(200, { blocked_for: [] })),
  serve(deleteUserBlocks, async () => answer(204, undefined)),

  serve(getUserBlocks, async ({ vault, params }) => {
    await expectUser(vault, params.id);
    return answer(200, { blocked_for: [] });
  }),

  serve(deleteUserBlocksById, async ({ vault, params }) => {
    await expectUser(vault, params.id);
    return answer(204, undefined);
  }),
];
