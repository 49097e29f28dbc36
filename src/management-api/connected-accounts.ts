import { ValetkeyError } from '../base/index.ts';
import { listConnectedAccounts } from '../contract/index.ts';
import { listConnectedAccounts as list } from '../users/index.ts';
import { answer, type Operation, serve } from './request.ts';

const defaultTake = 10;

export const connectedAccountOperations: readonly Operation[] = [
  serve(listConnectedAccounts, async ({ vault, params, query }) => {
    const all = await list(vault, params.id);
    if (!all) throw new ValetkeyError('inexistent_user');
    const { from, take = defaultTake } = query;
    const start = from === undefined ? 0 : all.findIndex(({ id }) => id === from) + 1;
    const page = all.slice(start, start + take);
    const next = start + take < all.length ? page.at(-1)?.id : undefined;
    return answer(200, { connected_accounts: page, ...(next !== undefined && { next }) });
  }),
];
