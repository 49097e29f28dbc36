import { listRevokedTokens, revokeToken } from '../contract/index.ts';
import { listRevokedTokens as list, revokeToken as revoke } from '../tenant/index.ts';
import { answer, type Operation, serve } from './request.ts';

export const blacklistOperations: readonly Operation[] = [
  serve(listRevokedTokens, async ({ vault, query }) => {
    const revoked = await list(vault.tenant);
    const wanted = revoked.filter(({ audience }) => query.aud === undefined || audience === query.aud);
    return answer(
      200,
      wanted.map(({ jti, audience }) => ({ ...(audience !== null && { aud: audience }), jti })),
    );
  }),

  serve(revokeToken, async ({ vault, body }) => {
    await revoke(vault.tenant, body.jti, body.aud ?? null);
    return answer(204, undefined);
  }),
];
