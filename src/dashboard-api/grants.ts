import { refreshIdpGrant } from '../contract/index.ts';
import { refreshGrant } from '../users/index.ts';
import { answer, type DashboardOperation, serve } from './request.ts';

const nameOf = ({ provider, user_id: idpUserId }: { provider: string; user_id: string }) => ({ provider, idpUserId });

export const grantOperations: readonly DashboardOperation[] = [
  serve(refreshIdpGrant, async ({ dashboard: { vault }, params }) =>
    answer(200, await refreshGrant(vault, params.id, nameOf(params))),
  ),
];
