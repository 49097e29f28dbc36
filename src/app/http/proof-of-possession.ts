import type { FastifyReply, FastifyRequest } from 'fastify';
import { currentNonce, type OauthServer, type ResourceRequest } from '../../oauth-server/index.ts';

/** The header `DPoP`; sent twice it arrives as one text that is no proof (RFC 9449 section 4.3). */
export function readDpop({ headers }: FastifyRequest): string | undefined {
  return headers.dpop === undefined ? undefined : String(headers.dpop);
}

export function toResourceRequest(request: FastifyRequest): ResourceRequest {
  const { authorization } = request.headers;
  return { authorization, dpop: readDpop(request), method: request.method, path: request.raw.url ?? '' };
}

/** Whoever works with proofs is told the nonce for the next one, so that it is seldom asked again (RFC 9449 section 8.2). */
export function offerNonce(
  { tenant }: Pick<OauthServer, 'tenant'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (request.headers.dpop !== undefined) reply.header('dpop-nonce', currentNonce(tenant));
}
