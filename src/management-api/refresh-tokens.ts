import { isoDate, ValetkeyError } from '../base/index.ts';
import {
  deleteRefreshToken,
  deleteUserRefreshTokens,
  getRefreshToken,
  listRefreshTokens,
  listUserRefreshTokens,
  type RefreshToken,
} from '../contract/index.ts';
import { describeRefreshToken } from '../oauth-server/index.ts';
import {
  findUser,
  type IssuedRefreshToken,
  type IssuedRefreshTokenFilter,
  listIssuedRefreshTokens,
  revokeAuthorizations,
} from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { presentDevice } from './present-device.ts';
import { answer, type Operation, serve } from './request.ts';

const defaultTake = 50;
/** Milliseconds: the first token is issued in one transaction with the redemption of its code, so a later one is another. */
const momentOfIssue = 1000;

function date(time: number | null): string | null {
  return time === null ? null : isoDate(time);
}

async function present(tenant: Tenant, token: IssuedRefreshToken): Promise<RefreshToken> {
  const { audience, scope, device = {}, rotating } = await describeRefreshToken(tenant, token);
  const createdAt = token.createdAt ?? token.issuedAt;
  return {
    id: token.authorizationId,
    user_id: token.userId,
    client_id: token.clientId,
    session_id: token.sid,
    created_at: isoDate(createdAt),
    idle_expires_at: date(token.idleExpiresAt),
    expires_at: date(token.expiresAt),
    ...(token.issuedAt - createdAt >= momentOfIssue && { last_exchanged_at: isoDate(token.issuedAt) }),
    rotating,
    resource_servers: [{ audience, scopes: scope.join(' ') }],
    device: presentDevice('initial', device),
  };
}

interface Wish extends IssuedRefreshTokenFilter {
  readonly userId: string;
  readonly from?: string | undefined;
  readonly take?: number | undefined;
}

async function readPage(tenant: Tenant, { from: after, take = defaultTake, ...filter }: Wish) {
  const { db } = tenant.store;
  if (!(await findUser(db, filter.userId))) throw new ValetkeyError('inexistent_user');
  const found = await listIssuedRefreshTokens(db, filter, { after, limit: take + 1, now: tenant.clock.now() });
  const tokens = await Promise.all(found.slice(0, take).map((token) => present(tenant, token)));
  return { tokens, next: found.length > take ? found[take - 1]?.authorizationId : undefined };
}

export const refreshTokenOperations: readonly Operation[] = [
  serve(listUserRefreshTokens, async ({ vault, params, query }) => {
    const { from, take } = query;
    const { tokens, next } = await readPage(vault.tenant, { userId: params.user_id, from, take });
    return answer(200, { tokens, ...(next !== undefined && { next }) });
  }),

  serve(deleteUserRefreshTokens, async ({ vault: { tenant }, params }) => {
    const { db } = tenant.store;
    if (!(await findUser(db, params.user_id))) throw new ValetkeyError('inexistent_user');
    await revokeAuthorizations(db, { userId: params.user_id }, tenant.clock.now());
    return answer(202, undefined);
  }),

  serve(listRefreshTokens, async ({ vault, query }) => {
    const { user_id: userId, client_id: clientId, from, take } = query;
    const { tokens, next } = await readPage(vault.tenant, { userId, clientId, from, take });
    return answer(200, { refresh_tokens: tokens, ...(next !== undefined && { next }) });
  }),

  serve(getRefreshToken, async ({ vault: { tenant }, params }) => {
    const page = { limit: 1, now: tenant.clock.now() };
    const [found] = await listIssuedRefreshTokens(tenant.store.db, { authorizationId: params.id }, page);
    if (!found) throw new ValetkeyError('inexistent_refresh_token');
    return answer(200, await present(tenant, found));
  }),

  serve(deleteRefreshToken, async ({ vault: { tenant }, params }) => {
    await revokeAuthorizations(tenant.store.db, { authorizationIds: [params.id] }, tenant.clock.now());
    return answer(202, undefined);
  }),
];
