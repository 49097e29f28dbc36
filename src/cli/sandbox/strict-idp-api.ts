import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { type Clock, epochSeconds } from '../../base/index.ts';
import { findSamplePerson } from './sample-people.ts';

/** Lets an application read /api/calendar; without it that answers 403. */
export const calendarScope = 'calendar.read';

function answer(response: ServerResponse, status: number, body: object, challenge?: string): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...(challenge !== undefined && { 'www-authenticate': `Bearer realm="sandbox"${challenge}` }),
  });
  response.end(`${JSON.stringify(body, null, 2)}\n`);
}

/** RFC 6750 section 3: the header says what was wrong with the token. */
function refuse(response: ServerResponse, status: 401 | 403, error: string, description: string, scope?: string): void {
  const challenge = `, error="${error}", error_description="${description}"${scope ? `, scope="${scope}"` : ''}`;
  answer(response, status, { error, error_description: description }, challenge);
}

/** Answers /api/me and /api/calendar, for live access tokens of this provider only. */
export async function serveIdpApi(
  provider: Provider,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  if (path !== '/api/me' && path !== '/api/calendar') return answer(response, 404, { error: 'not_found' });
  if (request.method !== 'GET') return answer(response, 405, { error: 'method_not_allowed' });
  const bearer = /^Bearer +([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
  // RFC 6750 section 3.1: no error code when the request says nothing of a token.
  if (!bearer) return answer(response, 401, { error: 'missing_token' }, '');
  const token = await provider.AccessToken.find(bearer);
  // A grant that ended takes tokens along that were being issued in that moment.
  const grant = token && (await provider.Grant.find(token.grantId ?? ''));
  const person = grant && findSamplePerson(token.accountId);
  if (!person || token.exp === undefined || token.exp <= epochSeconds(clock)) {
    return refuse(response, 401, 'invalid_token', 'The access token is unknown, expired or revoked.');
  }
  if (path === '/api/calendar') {
    if (!token.scopes.has(calendarScope)) {
      return refuse(response, 403, 'insufficient_scope', 'This needs more than was granted.', calendarScope);
    }
    return answer(response, 200, { owner: person.email, events: person.appointments });
  }
  const { id, name, email, work } = person;
  answer(response, 200, { id, name, email, work, token_expires_in: token.exp - epochSeconds(clock) });
}
