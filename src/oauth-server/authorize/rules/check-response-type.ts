import { ValetkeyError } from '../../../base/index.ts';
import type { RuleContext } from './context.ts';

/** Only the code flow: tokens do not travel through browsers here (RFC 9700 section 2.1.2). */
export function checkResponseType({ parameters, client }: RuleContext): void {
  const type = parameters.get('response_type');
  if (type === undefined) {
    throw new ValetkeyError('invalid_request', { description: 'Missing required parameter: response_type' });
  }
  if (type !== 'code') {
    throw new ValetkeyError('unsupported_response_type', { description: 'The only supported response_type is code' });
  }
  if (!client.settings.grant_types.includes('authorization_code')) {
    throw new ValetkeyError('unauthorized_client', {
      description: "Grant type 'authorization_code' not allowed for the client.",
    });
  }
}
