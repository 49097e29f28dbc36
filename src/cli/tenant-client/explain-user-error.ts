import { CommandFailure } from '../failure.ts';
import type { TenantSettings } from '../settings.ts';
import { printable } from '../terminal/printable.ts';
import type { JsonObject } from './read-json.ts';

/** Asked for and answered to whom. */
export interface UserQuestion {
  readonly userId: string;
  readonly settings: TenantSettings;
}

function describe(response: Response, body: JsonObject | undefined, question: UserQuestion): string {
  const { issuer, clientId, audience } = question.settings;
  const { status } = response;
  const host = new URL(issuer).host;
  const said = typeof body?.message === 'string' ? ` It said "${printable(body.message)}".` : '';
  if (status === 404 && body?.errorCode === 'inexistent_user') {
    return `There is no user ${printable(question.userId)} at ${host}; a user id has its provider in front, like oidc|1234567890.`;
  }
  if (status === 403) {
    return `Client ${clientId} may not read users; give its client grant for ${audience} the scopes read:users and read:user_idp_tokens.${said}`;
  }
  if (status === 401) {
    return `${host} refused the management token; the audience of its Management API may not be ${audience}, see --audience.${said}`;
  }
  if (status === 429) return `${host} limits how often this client may ask; try again later.`;
  if (status >= 500) return `${host} has a problem of its own (${status}); try again later.`;
  if (status === 400) return `${host} does not take the user id ${printable(question.userId)}.${said}`;
  return `${issuer}api/v2/users/ answered ${status}, not as a Valetkey or Auth0 tenant does; check --domain.`;
}

/** An answer of the Management API that is not a user (its envelope: statusCode, error, message, errorCode). */
export function explainUserError(
  response: Response,
  body: JsonObject | undefined,
  question: UserQuestion,
): CommandFailure {
  return new CommandFailure(describe(response, body, question));
}
