import { epochSeconds, ValetkeyError } from '../../base/index.ts';
import {
  type Client,
  findResourceServer,
  type ResourceServer,
  readSigningKey,
  toSigningAlgorithm,
} from '../../tenant/index.ts';
import { checkBinding } from '../dpop/token-proof.ts';
import type { OauthServer } from '../oauth-server.ts';
import { describeDialect } from './dialect.ts';
import type { Actor } from './exchange/exchange-policy.ts';
import { signJwt } from './jwt.ts';

/** Seconds that an access token without an audience lives: it opens /userinfo and nothing else. */
const opaqueLifetime = 86_400;

export interface IssuedAccessToken {
  readonly token: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/**
 * By which a token for the Management API ends with all that its client has. A number, because the nodes' clocks differ;
 * nobody but us reads these tokens, and those for other APIs get no such claim.
 * @param client as it authenticated: who came with the old secret is not to get a token of the new generation
 */
function generation(client: Client, api: ResourceServer) {
  return api.isSystem ? { token_generation: client.tokenGeneration } : undefined;
}

/** RFC 7800 and RFC 9449 section 6.1: whoever shows the token must show this key too. */
function confirmation(dpopJkt: string | undefined) {
  return dpopJkt === undefined ? undefined : { cnf: { jkt: dpopJkt } };
}

/** For a machine: `sub` is the client itself (auth0-wire section 3.2). */
export async function issueMachineToken(
  server: Pick<OauthServer, 'tenant'>,
  client: Client,
  api: ResourceServer,
  {
    scope,
    dpopJkt,
    lifetime = Number.POSITIVE_INFINITY,
    tokenId = server.tenant.ids.token(12),
  }: {
    readonly scope: readonly string[];
    readonly dpopJkt: string | undefined;
    /** Seconds; the API's own when it is longer. */
    readonly lifetime?: number | undefined;
    /** Its `jti`, where it has one; a fresh one unless told. */
    readonly tokenId?: string;
  },
): Promise<IssuedAccessToken> {
  const { tenant } = server;
  checkBinding(api, client, dpopJkt);
  const issuedAt = epochSeconds(tenant.clock);
  const expiresIn = Math.min(api.settings.token_lifetime, lifetime);
  const { typ, isProfile, hasPermissions } = describeDialect(api);
  const claims = {
    iss: tenant.issuer,
    sub: `${client.clientId}@clients`,
    aud: api.identifier,
    iat: issuedAt,
    exp: issuedAt + expiresIn,
    ...(scope.length > 0 && { scope: scope.join(' ') }),
    ...(isProfile ? { client_id: client.clientId } : { gty: 'client-credentials', azp: client.clientId }),
    ...(hasPermissions && { permissions: scope }),
    ...confirmation(dpopJkt),
    ...generation(client, api),
    // By which it can be ended. Auth0 has none here, and its tokens cannot be ended; other APIs get the same as there,
    // and RFC 9068 wants one.
    ...((api.isSystem || isProfile) && { jti: tokenId }),
  };
  const key = await readSigningKey(tenant, toSigningAlgorithm(api.settings.signing_alg));
  return { token: signJwt(key, claims, typ), expiresIn };
}

/** What a token exchange says of the token. */
export interface ExchangedToken {
  /** Who acts for the user. */
  readonly act: Actor | undefined;
  /** Milliseconds since 1970 that the token does not outlive. */
  readonly expiresBy: number | undefined;
}

export interface UserTokenInput {
  readonly client: Client;
  readonly userId: string;
  readonly audience: string | undefined;
  readonly scope: readonly string[];
  readonly exchange?: ExchangedToken | undefined;
  /** Thumbprint of the key that the token is bound to. */
  readonly dpopJkt: string | undefined;
}

/** For a user: a JWT for the API that was asked for, else opaque text of 32 characters that only we can read. */
export async function issueUserToken(server: OauthServer, input: UserTokenInput): Promise<IssuedAccessToken> {
  const { tenant } = server;
  const { client, userId, audience, scope, dpopJkt, exchange } = input;
  const limit = exchange?.expiresBy ?? Number.POSITIVE_INFINITY;
  const longest = Math.floor((limit - tenant.clock.now()) / 1000);
  if (audience === undefined) return { token: tenant.ids.token(24), expiresIn: Math.min(opaqueLifetime, longest) };
  const api = await findResourceServer(tenant, audience);
  if (!api) throw new ValetkeyError('access_denied', { description: `Service not found: ${audience}` });
  checkBinding(api, client, dpopJkt);
  const issuedAt = epochSeconds(tenant.clock);
  const expiresIn = Math.min(api.settings.token_lifetime, longest);
  const { typ, isProfile, hasPermissions } = describeDialect(api);
  const claims = {
    iss: tenant.issuer,
    sub: userId,
    aud: scope.includes('openid') ? [api.identifier, `${tenant.issuer}userinfo`] : api.identifier,
    iat: issuedAt,
    exp: issuedAt + expiresIn,
    ...(scope.length > 0 && { scope: scope.join(' ') }),
    ...(isProfile ? { client_id: client.clientId } : { azp: client.clientId }),
    ...(exchange?.act && { act: exchange.act }),
    // Permissions come of roles, and there are none here.
    ...(hasPermissions && { permissions: [] }),
    ...confirmation(dpopJkt),
    ...generation(client, api),
    // Two tokens made in one second must differ, because each is revoked for itself.
    jti: tenant.ids.token(12),
  };
  const key = await readSigningKey(tenant, toSigningAlgorithm(api.settings.signing_alg));
  return { token: signJwt(key, claims, typ), expiresIn };
}
