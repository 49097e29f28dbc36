import { CommandFailure } from '../failure.ts';
import type { TenantSettings } from '../settings.ts';
import { printable } from '../terminal/printable.ts';
import type { JsonObject } from './read-json.ts';

function findFix(status: number, error: string, said: string, settings: TenantSettings): string {
  const { clientId, audience } = settings;
  if (error === 'unauthorized_client') {
    return `the client may not use client_credentials; add that to the grant types of client ${clientId}`;
  }
  // Auth0 says access_denied for four different things: status and text tell them apart (auth0-wire 3.2).
  if (/service not enabled|audience|resource server .*not (found|exist)/i.test(said)) {
    return `the tenant has no API for the audience ${audience}; check --audience`;
  }
  if (status === 403 && /not authorized to access/i.test(said)) {
    return `client ${clientId} has no client grant for ${audience}; create one with the scopes it needs`;
  }
  if (error === 'invalid_client' || (error === 'access_denied' && status === 401)) {
    return `the client id or its secret is wrong; check client ${clientId} and VALETKEY_CLIENT_SECRET (or the secret file)`;
  }
  return 'the request was refused; check the client and the audience in the tenant';
}

function describe(response: Response, body: JsonObject | undefined, settings: TenantSettings): string {
  const host = new URL(settings.issuer).host;
  const { status } = response;
  if (status === 429) {
    const wait = response.headers.get('retry-after');
    return `${host} limits how many tokens this client gets${wait ? `; try again in ${printable(wait)} s` : '; try again later'}`;
  }
  if (status >= 500) return `${host} has a problem of its own (${status}); try again later`;
  if (status >= 300 && status < 400)
    return `${host} redirects to another place; give --domain the address that it uses itself`;
  if (typeof body?.error !== 'string') {
    return `${settings.issuer}oauth/token answered ${status}, not as a Valetkey or Auth0 tenant does; check --domain`;
  }
  const said = typeof body.error_description === 'string' ? body.error_description : '';
  const quoted = printable(said ? `${body.error}: ${said}` : body.error);
  return `${host} gave no token: ${findFix(status, body.error, said, settings)}. It said "${quoted}"`;
}

/** An answer of the token endpoint that is not a token (RFC 6749 section 5.2), as one sentence with the fix. */
export function explainTokenError(
  response: Response,
  body: JsonObject | undefined,
  settings: TenantSettings,
  secret: string,
): CommandFailure {
  // A server that repeats what it was sent must not get the secret onto a screen.
  return new CommandFailure(`${describe(response, body, settings).replaceAll(secret, '[secret]')}.`);
}
