import { type RefreshTokenSettings, refreshTokenSettings } from '../../contract/index.ts';
import { type Db, extendAuthorization, insertRefreshToken } from '../../storage/index.ts';
import type { Client } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';

/** Milliseconds that a row is kept whose tokens do not expire: a hundred years. */
const forEver = 100 * 365 * 86_400_000;

/** Settings in force: a client that cannot keep a secret always rotates (RFC 9700 section 4.14.2). */
export function refreshRules(client: Client): RefreshTokenSettings {
  const settings = refreshTokenSettings.parse(client.settings.refresh_token ?? {});
  return client.confidential ? settings : { ...settings, rotation_type: 'rotating' };
}

/** Milliseconds since 1970 until which a token may lie unused; null for ever. */
export function idleLimit(rules: RefreshTokenSettings, now: number): number | null {
  const limited = rules.expiration_type === 'expiring' && !rules.infinite_idle_token_lifetime;
  return limited ? now + rules.idle_token_lifetime * 1000 : null;
}

function absoluteLimit(rules: RefreshTokenSettings, now: number): number | null {
  const limited = rules.expiration_type === 'expiring' && !rules.infinite_token_lifetime;
  return limited ? now + rules.token_lifetime * 1000 : null;
}

/** True when the user's application may be given a refresh token. */
export function mayRefresh(client: Client, scope: readonly string[]): boolean {
  return scope.includes('offline_access') && client.settings.grant_types.includes('refresh_token');
}

/**
 * Issues a refresh token and keeps its hash.
 * @param binding.dpopJkt thumbprint of the key that the request proved. A client that authenticates is bound by that
 * already; for the others the token is as good as the key (RFC 9449 section 5).
 * @param binding.inherited what it has of the token that it replaces: rotation does not lengthen a life.
 */
export async function issueRefreshToken(
  server: OauthServer,
  db: Db,
  client: Client,
  authorizationId: string,
  binding: {
    readonly dpopJkt: string | undefined;
    readonly inherited?: { readonly expiresAt: number | null; readonly dpopJkt: string | null };
  },
): Promise<string> {
  const { ids, hash, clock } = server.tenant;
  const rules = refreshRules(client);
  const { dpopJkt, inherited } = binding;
  const now = clock.now();
  const token = ids.token();
  const expiresAt = inherited ? inherited.expiresAt : absoluteLimit(rules, now);
  await insertRefreshToken(db, {
    tokenHash: hash('refresh-token', token),
    authorizationId,
    createdAt: now,
    idleExpiresAt: idleLimit(rules, now),
    expiresAt,
    dpopJkt: inherited?.dpopJkt ?? (client.confidential ? null : (dpopJkt ?? null)),
  });
  await extendAuthorization(db, authorizationId, expiresAt ?? now + forEver);
  return token;
}
