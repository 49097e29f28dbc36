import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ValetkeyError } from '../../base/index.ts';
import type { OauthServer } from '../../oauth-server/index.ts';

/** Failures that somebody who guesses makes. What is merely malformed guesses nothing. */
const guesses: ReadonlySet<string> = new Set([
  'wrong_credentials',
  'invalid_client',
  'invalid_grant',
  'refresh_token_reused',
  'invalid_token',
  'expired_token',
  'invalid_signature',
  'bad_audience',
]);

/** Counts a failure for the address that it came from; a database that is away is no reason to answer otherwise. */
export async function countFailure(request: FastifyRequest, failure: ValetkeyError, place: string): Promise<void> {
  if (guesses.has(failure.code)) await request.oauth?.limits.countFailure(place).catch(() => {});
}

/** How the budget stands that this request was counted on (auth0-wire section 10). */
export function addLimitHeaders(server: OauthServer | undefined, reply: FastifyReply): void {
  const budget = server?.limits.budget;
  if (!budget) return;
  reply
    .header('x-ratelimit-limit', String(budget.limit))
    .header('x-ratelimit-remaining', String(budget.remaining))
    .header('x-ratelimit-reset', String(budget.reset));
}
