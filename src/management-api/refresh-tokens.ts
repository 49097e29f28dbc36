import { isoDate, ValetkeyError } from '../base/index.ts';
import {
  deleteRefreshToken,
  deleteUserRefreshTokens,
  getRefreshToken,
  listRefreshTokens,
  listUserRefreshTokens,
  type RefreshToken,
  revokeRefreshTokens,
  updateRefreshToken,
} from '../contract/index.ts';
import { describeRefreshToken } from '../oauth-server/index.ts';
import {
  findUser,
  type IssuedRefreshToken,
  type IssuedRefreshTokenFilter,
  listIssuedRefreshTokens,
  revokeAuthorizations,
  saveRefreshTokenMetadata,
} from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { notesOf } from './notes.ts';
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
    ...(token.metadata && { refresh_token_metadata: token.metadata }),
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

async function findToken({ store, clock }: Tenant, authorizationId: string): Promise<IssuedRefreshToken> {
  const [found] = await listIssuedRefreshTokens(store.db, { authorizationId }, { limit: 1, now: clock.now() });
  if (!found) throw new ValetkeyError('inexistent_refresh_token');
  return found;
}

const atOnce = 100;

/** Which API a refresh token is for stands within what was asked for: they are looked through, a page at a time. */
async function revokeAtApi(tenant: Tenant, filter: IssuedRefreshTokenFilter, audience: string): Promise<void> {
  const { store, clock } = tenant;
  let after: string | undefined;
  for (;;) {
    const tokens = await listIssuedRefreshTokens(store.db, filter, { after, limit: atOnce, now: clock.now() });
    const described = await Promise.all(tokens.map((token) => describeRefreshToken(tenant, token)));
    const authorizationIds = tokens
      .filter((_token, index) => described[index]?.audience === audience)
      .map((token) => token.authorizationId);
    await revokeAuthorizations(store.db, { authorizationIds }, clock.now());
    after = tokens.at(-1)?.authorizationId;
    if (tokens.length < atOnce) return;
  }
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

  serve(getRefreshToken, async ({ vault: { tenant }, params }) =>
    answer(200, await present(tenant, await findToken(tenant, params.id))),
  ),

  serve(updateRefreshToken, async ({ vault: { tenant }, params, body: { refresh_token_metadata: given } }) => {
    await findToken(tenant, params.id);
    if (given !== undefined) await saveRefreshTokenMetadata(tenant.store.db, params.id, notesOf(given));
    return answer(200, await present(tenant, await findToken(tenant, params.id)));
  }),

  serve(revokeRefreshTokens, async ({ vault: { tenant }, body }) => {
    const { ids: authorizationIds, user_id: userId, client_id: clientId, audience } = body;
    const { db } = tenant.store;
    const now = tenant.clock.now();
    if (authorizationIds !== undefined) await revokeAuthorizations(db, { authorizationIds }, now);
    else if (audience !== undefined) await revokeAtApi(tenant, { userId, clientId }, audience);
    else if (userId !== undefined) await revokeAuthorizations(db, { userId, clientId }, now);
    else await revokeAuthorizations(db, { clientId: clientId! }, now);
    return answer(202, undefined);
  }),

  serve(deleteRefreshToken, async ({ vault: { tenant }, params }) => {
    await revokeAuthorizations(tenant.store.db, { authorizationIds: [params.id] }, tenant.clock.now());
    return answer(202, undefined);
  }),
];
