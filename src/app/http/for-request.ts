import type { FastifyRequest } from 'fastify';
import type { Limits } from '../../limits/index.ts';
import type { TenantLog } from '../../logs/index.ts';
import type { OauthServer } from '../../oauth-server/index.ts';

/** What all requests share, and what each is given of its own. */
export interface Serving {
  readonly server: Omit<OauthServer, 'log' | 'limits'>;
  readonly tenantLog: TenantLog;
  readonly limits: Limits;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The server as this request meets it. */
    oauth?: OauthServer;
  }
}

/** The server as this request meets it: what is logged and counted below knows where the request came from. */
export function forRequest({ server, tenantLog, limits }: Serving, request: FastifyRequest): OauthServer {
  if (request.oauth) return request.oauth;
  const log = tenantLog.of({ ip: request.ip, userAgent: request.headers['user-agent'] });
  request.oauth = { ...server, log, limits: limits.of(request.ip, log) };
  return request.oauth;
}
