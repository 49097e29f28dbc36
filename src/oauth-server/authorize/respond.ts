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
  const answerText = new URLSearchParams(fields).toString();
  // The registered address stays as it is, to the byte: it may have a query of its own.
  const joint = target.responseMode === 'fragment' ? '#' : target.redirectUri.includes('?') ? '&' : '?';
  return { kind: 'redirect', location: `${target.redirectUri}${joint}${answerText}` };
}

/** Tells the application of a failure (RFC 6749 section 4.1.2.1). */
export function respondWithError(server: OauthServer, target: ResponseTarget, error: unknown): Reply {
  const failure =
    error instanceof ValetkeyError ? error : new ValetkeyError('server_error', { detail: 'unexpected', cause: error });
  return respond(server, target, { error: failure.oauthError, error_description: failure.description });
}
