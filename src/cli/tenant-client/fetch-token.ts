import { CommandFailure } from '../failure.ts';
import type { TenantSettings } from '../settings.ts';
import { explainTokenError } from './explain-token-error.ts';
import { isHeaderSafe, type JsonObject, readJsonObject } from './read-json.ts';
import { send } from './send.ts';

/** What the token endpoint answered (RFC 6749 section 5.1); other members are kept as they came. */
export interface TokenAnswer extends JsonObject {
  access_token: string;
}

export function isTokenAnswer(value: JsonObject | undefined): value is TokenAnswer {
  return typeof value?.access_token === 'string' && isHeaderSafe(value.access_token);
}

/**
 * Client credentials for a token (RFC 6749 section 4.4), form-encoded with the client in the body: the one way that
 * every Auth0 tenant and Valetkey take whatever the client is set to.
 * @throws {CommandFailure} when the tenant cannot be reached or gives no token
 */
export async function fetchToken(settings: TenantSettings): Promise<TokenAnswer> {
  const secret = settings.readSecret().reveal();
  const response = await send(new URL(`${settings.issuer}oauth/token`), {
    method: 'POST',
    headers: new Headers({ accept: 'application/json' }),
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: settings.clientId,
      client_secret: secret,
      audience: settings.audience,
    }),
  });
  const body = await readJsonObject(response);
  if (!response.ok) throw explainTokenError(response, body, settings, secret);
  if (isTokenAnswer(body)) return body;
  throw new CommandFailure(`${settings.issuer}oauth/token answered without a usable access_token; check --domain.`);
}
