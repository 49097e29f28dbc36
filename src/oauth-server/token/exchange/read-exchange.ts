import { ValetkeyError } from '../../../base/index.ts';
import type { Client } from '../../../tenant/index.ts';
import { type Parameters, requireParameter, splitScope } from '../../parameters.ts';
import type { ExchangeRequest } from './exchange-policy.ts';

export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/** A token or the name of its kind: something, and no blanks. */
function requireText(parameters: Parameters, name: string): string {
  const text = requireParameter(parameters, name);
  if (!/^\S+$/.test(text)) throw new ValetkeyError('invalid_request', { description: `${name} is malformed` });
  return text;
}

function readActor(parameters: Parameters): ExchangeRequest['actor'] {
  if (parameters.get('actor_token') === undefined) {
    if (parameters.get('actor_token_type') === undefined) return undefined;
    throw new ValetkeyError('invalid_request', { description: 'actor_token_type without actor_token' });
  }
  return { token: requireText(parameters, 'actor_token'), type: requireText(parameters, 'actor_token_type') };
}

/**
 * The form of RFC 8693 section 2.1. What is missing is an error, and never a request of the client for itself (T-E03).
 * @throws {ValetkeyError} `invalid_request`
 */
export function readExchange(client: Client, parameters: Parameters): Omit<ExchangeRequest, 'audience'> {
  const request = {
    client,
    subjectToken: requireText(parameters, 'subject_token'),
    subjectTokenType: requireText(parameters, 'subject_token_type'),
    actor: readActor(parameters),
    scope: splitScope(parameters.get('scope')),
  };
  const requested = parameters.get('requested_token_type') ?? accessTokenType;
  if (requested !== accessTokenType) {
    throw new ValetkeyError('invalid_request', { description: `requested_token_type must be ${accessTokenType}` });
  }
  return request;
}
