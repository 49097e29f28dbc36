import { readSettings } from '../tenant/index.ts';
import type { OauthServer } from './oauth-server.ts';
import type { Parameters } from './parameters.ts';

export interface AskedAudience {
  readonly audience: string | undefined;
  /** Asked for in the words of RFC 8707, so that a refusal is `invalid_target`. */
  readonly asResource: boolean;
}

/**
 * The API that a request names: by Auth0's `audience`, or, where the tenant's `resource_parameter_profile` is
 * `compatibility`, by RFC 8707's `resource`.
 */
export async function readNamedAudience({ tenant }: OauthServer, parameters: Parameters): Promise<AskedAudience> {
  const audience = parameters.get('audience');
  if (audience !== undefined) return { audience, asResource: false };
  const settings = await readSettings(tenant);
  const resource = settings.resource_parameter_profile === 'compatibility' ? parameters.get('resource') : undefined;
  return { audience: resource, asResource: resource !== undefined };
}

/** The API that is asked for: the one that is named, else the tenant's default. */
export async function readAudience(server: OauthServer, parameters: Parameters): Promise<AskedAudience> {
  const named = await readNamedAudience(server, parameters);
  if (named.audience !== undefined) return named;
  return { audience: (await readSettings(server.tenant)).default_audience, asResource: false };
}
