import type { FastifyReply } from 'fastify';
import type { OauthServer } from '../../oauth-server/index.ts';

/** How the budget stands that this request was counted on (auth0-wire section 10). */
export function addLimitHeaders(server: OauthServer | undefined, reply: FastifyReply): void {
  const budget = server?.limits.budget;
  if (!budget) return;
  reply
    .header('x-ratelimit-limit', String(budget.limit))
    .header('x-ratelimit-remaining', String(budget.remaining))
    .header('x-ratelimit-reset', String(budget.reset));
}
