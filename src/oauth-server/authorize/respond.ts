import { ValetkeyError } from '../../base/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { Reply, ResponseFields } from '../reply.ts';
import type { ResponseTarget } from './request.ts';

function fieldsFor(server: OauthServer, target: ResponseTarget, answer: ResponseFields): ResponseFields {
  return {
    ...answer,
    ...(target.state === undefined ? {} : { state: target.state }),
    // RFC 9207 section 2: the client can tell which server answered.
    iss: server.tenant.issuer,
  };
}

/** Sends an authorization response by the response mode that was asked for. */
export function respond(server: OauthServer, target: ResponseTarget, answer: ResponseFields): Reply {
  const fields = fieldsFor(server, target, answer);
  if (target.responseMode === 'form_post') {
    return { kind: 'page', model: { page: 'form-post', action: target.redirectUri, fields } };
  }
  if (target.responseMode === 'web_message') {
    const { origin } = new URL(target.redirectUri);
    return { kind: 'page', model: { page: 'web-message', targetOrigin: origin, response: fields } };
  }
  // In a form a blank is a plus; %20 is a blank for every reader, also for those that only know percent-encoding.
  const answerText = new URLSearchParams(fields).toString().replaceAll('+', '%20');
  // The registered address stays as it is: it may have a query of its own.
  const address = target.redirectUri;
  const joint = target.responseMode === 'fragment' ? '#' : address.includes('?') ? '&' : '?';
  return { kind: 'redirect', location: `${address}${joint}${answerText}` };
}

/** What RFC 6749 section 4.1.2.1 lets `error_description` hold; the rest could only come from the request. */
function toErrorText(description: string): string {
  return description.replaceAll('"', "'").replace(/[^\x20-\x5b\x5d-\x7e]/g, '?');
}

/** Tells the application of a failure (RFC 6749 section 4.1.2.1). */
export function respondWithError(server: OauthServer, target: ResponseTarget, error: unknown): Reply {
  const failure =
    error instanceof ValetkeyError ? error : new ValetkeyError('server_error', { detail: 'unexpected', cause: error });
  const answer = { error: failure.oauthError, error_description: toErrorText(failure.description) };
  return { ...respond(server, target, answer), failure };
}
