import { ValetkeyError } from '../../base/index.ts';
import { refreshTokenSettings } from '../../contract/index.ts';
import { type Client, findResourceServer } from '../../tenant/index.ts';
import type { AuthorizationDetails } from '../authorize/issue-code.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { AskedAudience } from '../read-audience.ts';
import { allowedScopes, openIdScopes } from '../user-scopes.ts';

/** What a refresh token can give at one API. */
export interface RefreshTarget {
  readonly audience: string | undefined;
  /** The most that may be asked for. */
  readonly granted: readonly string[];
  /** Of these scopes the ones that the API has today. */
  filter(scopes: readonly string[]): string[];
}

/** APIs that the operator lets this client's refresh tokens reach beside their own. First parties only, as in Auth0. */
function findPolicy({ settings }: Client, audience: string) {
  const { policies } = refreshTokenSettings.parse(settings.refresh_token ?? {});
  return settings.is_first_party ? policies?.find((policy) => policy.audience === audience) : undefined;
}

/**
 * The API that a refresh is for: the one of the sign-in unless another is named. One token is for one API, always.
 * @throws {ValetkeyError} `access_denied`, or `invalid_target` when it was asked for as `resource`, for an API that is not known, or not among the client's policies.
 */
export async function findRefreshTarget(
  { tenant }: OauthServer,
  client: Client,
  details: AuthorizationDetails,
  { audience: asked, asResource }: AskedAudience,
): Promise<RefreshTarget> {
  const audience = asked ?? details.audience;
  const api = audience === undefined ? undefined : await findResourceServer(tenant, audience);
  const filter = (scopes: readonly string[]) => allowedScopes(client, api, scopes);
  if (audience === details.audience) return { audience, granted: details.scope, filter };
  const shown = asked?.slice(0, 300);
  const refusal = asResource ? 'invalid_target' : 'access_denied';
  if (!api) throw new ValetkeyError(refusal, { description: `Service not found: ${shown}` });
  const policy = findPolicy(client, api.identifier);
  if (!policy) {
    throw new ValetkeyError(refusal, {
      description: `Client is not authorized to access "${shown}" with this refresh token.`,
    });
  }
  const ofProtocol = details.scope.filter((scope) => openIdScopes.includes(scope));
  return { audience, granted: [...new Set([...ofProtocol, ...policy.scope])], filter };
}
