import type { FastifyRequest } from 'fastify';
import type { TenantLog } from '../../logs/index.ts';
import type { OauthServer } from '../../oauth-server/index.ts';

/** What all requests share, and what each is given of its own. */
export interface Serving {
  readonly server: Omit<OauthServer, 'log'>;
  readonly tenantLog: TenantLog;
}

/** The server as this request meets it: what is logged below carries where the request came from. */
export function forRequest({ server, tenantLog }: Serving, request: FastifyRequest): OauthServer {
  const log = tenantLog.of({ ip: request.ip, userAgent: request.headers['user-agent'] });
  return { ...server, log };
}
