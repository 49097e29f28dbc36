import { isoDate } from '../base/index.ts';
import { createReconnectLink } from '../contract/index.ts';
import { createReconnectTicket } from '../users/index.ts';
import { answer, type Operation, serve } from './request.ts';

/** Seconds. */
const defaultLifetime = 3600;

export const reconnectLinkOperations: readonly Operation[] = [
  serve(createReconnectLink, async ({ vault, params, body }) => {
    const name = { provider: params.provider, idpUserId: params.user_id };
    const { client_id: clientId, result_url: resultUrl, ttl_sec: lifetimeSeconds = defaultLifetime } = body;
    const { ticket, expiresAt } = await createReconnectTicket(vault, params.id, name, {
      clientId,
      resultUrl,
      lifetimeSeconds,
    });
    const link = `${vault.tenant.issuer}u/reconnect?ticket=${ticket}`;
    return answer(201, { ticket: link, expires_at: isoDate(expiresAt) });
  }),
];
