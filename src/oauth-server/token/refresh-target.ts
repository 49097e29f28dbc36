import { ValetkeyError } from '../../base/index.ts';
import { refreshTokenSettings } from '../../contract/index.ts';
import { type AuthorizationRecord, type Db, findUserGrant } from '../../storage/index.ts';
import { type Client, findResourceServer } from '../../tenant/index.ts';
import { asksForConsent } from '../authorize/consent/asks-for-consent.ts';
import type { AuthorizationDetails } from '../authorize/issue-code.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { AskedAudience } from '../read-audience.ts';
import { allowedScopes, openIdScopes } from '../user-scopes.ts';

/** What a refresh token can give at one API. */
export interface RefreshTarget {
  readonly audience: string | undefined;
  /** The most that may be asked for. */
  readonly granted: readonly string[];
  /** What the operator would give, and the user did not allow yet. */
  readonly unconsented: readonly string[];
  /** The consent that a token rests on, where that is another one than the sign-in's. */
  readonly userGrantId?: string;
  /** Of these scopes the ones that the API has today. */
  filter(scopes: readonly string[]): string[];
}

/** APIs that the operator lets this client's refresh tokens reach beside their own. First parties only, as in Auth0. */
function findPolicy({ settings }: Client, audience: string) {
  const { policies } = refreshTokenSettings.parse(settings.refresh_token ?? {});
  return settings.is_first_party ? policies?.find((policy) => policy.audience === audience) : undefined;
}

/**
 * The consent without which this client gets nothing at this API; undefined where users are not asked.
 * @throws {ValetkeyError} `consent_required` when there is none: only a browser can ask for it
 */
async function requireConsent(
  server: OauthServer,
  db: Db,
  client: Client,
  { userId, request }: AuthorizationRecord,
  audience: string,
) {
  const { redirectUri } = request as AuthorizationDetails;
  if (!(await asksForConsent(server, client, { audience, redirectUri }))) return undefined;
  const grant = await findUserGrant(db, { userId, clientId: client.clientId, audience });
  if (!grant) throw new ValetkeyError('consent_required');
  return grant;
}

/**
 * The API that a refresh is for: the one of the sign-in unless another is named. One token is for one API, always.
 * At another one it gives what the client's policy and the user's consent both name. Runs in a transaction, in which
 * the consent stands.
 * @throws {ValetkeyError} `access_denied`, or `invalid_target` when it was asked for as `resource`, for an API that is
 * not known, or not among the client's policies; `consent_required`
 */
export async function findRefreshTarget(
  server: OauthServer,
  db: Db,
  client: Client,
  authorization: AuthorizationRecord,
  { audience: asked, asResource }: AskedAudience,
): Promise<RefreshTarget> {
  const details = authorization.request as AuthorizationDetails;
  const audience = asked ?? details.audience;
  const api = audience === undefined ? undefined : await findResourceServer(server.tenant, audience);
  const filter = (scopes: readonly string[]) => allowedScopes(client, api, scopes);
  if (audience === details.audience) return { audience, granted: details.scope, unconsented: [], filter };
  const shown = asked?.slice(0, 300);
  const refusal = asResource ? 'invalid_target' : 'access_denied';
  if (!api) throw new ValetkeyError(refusal, { description: `Service not found: ${shown}` });
  const policy = findPolicy(client, api.identifier);
  if (!policy) {
    throw new ValetkeyError(refusal, {
      description: `Client is not authorized to access "${shown}" with this refresh token.`,
    });
  }
  const consent = await requireConsent(server, db, client, authorization, api.identifier);
  const ofProtocol = details.scope.filter((scope) => openIdScopes.includes(scope));
  const isAllowed = (scope: string) => !consent || consent.scope.includes(scope);
  return {
    audience,
    granted: [...new Set([...ofProtocol, ...policy.scope.filter(isAllowed)])],
    unconsented: policy.scope.filter((scope) => !isAllowed(scope)),
    filter,
    ...(consent && { userGrantId: consent.userGrantId }),
  };
}
