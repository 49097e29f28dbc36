import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Endpoint } from '../../contract/index.ts';
import { type Caller, identifyCaller, type OauthServer } from '../../oauth-server/index.ts';
import type { ApiPlace } from './log-writes.ts';
import { offerNonce, toResourceRequest } from './proof-of-possession.ts';

/** How the caller of a Management API is found, and what follows from the way. */
export interface ManagementAccess {
  readonly place: ApiPlace;
  /** Refusals say how to authenticate: `WWW-Authenticate`. */
  readonly challenges: boolean;
  /** @throws {ValetkeyError} when it is nobody who may ask; gives the name of the caller's budget too */
  identify(
    server: OauthServer,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<{ readonly caller: Caller; readonly budget: string }>;
  /** What an operation wants beside its scopes. */
  check?(request: FastifyRequest, endpoint: Endpoint): void;
  /** Whether this request may carry IdP tokens home, if its caller has the scope. */
  mayCarryTokens(request: FastifyRequest): boolean;
}

/** An access token in the Authorization header. */
export const bearerAccess: ManagementAccess = {
  place: { prefix: '/api/v2', channel: 'api' },
  challenges: true,
  async identify(server, request, reply) {
    offerNonce(server, request, reply);
    const caller = await identifyCaller(server, toResourceRequest(request));
    const { clientId, userId } = caller;
    server.log.about({ clientId, userId });
    return { caller, budget: userId === undefined ? clientId : `${clientId} ${userId}` };
  },
  // Only browsers send this header, and no script can (Fetch Metadata): IdP tokens are for backends.
  mayCarryTokens: ({ headers }) => headers['sec-fetch-site'] === undefined,
};
