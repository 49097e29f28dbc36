import { readSettings } from '../tenant/index.ts';
import type { OauthServer } from './oauth-server.ts';
import type { Parameters } from './parameters.ts';

export interface AskedAudience {
  readonly audience: string | undefined;
  /** Asked for in the words of RFC 8707, so that a refusal is `invalid_target`. */
  readonly asResource: boolean;
}

/**
 * The API that is asked for: Auth0's `audience`; where the tenant's `resource_parameter_profile` is `compatibility`,
 * else RFC 8707's `resource`; else the tenant's default.
 */
export async function readAudience({ tenant }: OauthServer, parameters: Parameters): Promise<AskedAudience> {
  const audience = parameters.get('audience');
  if (audience !== undefined) return { audience, asResource: false };
  const settings = await readSettings(tenant);
  const resource = settings.resource_parameter_profile === 'compatibility' ? parameters.get('resource') : undefined;
  return { audience: resource ?? settings.default_audience, asResource: resource !== undefined };
}
