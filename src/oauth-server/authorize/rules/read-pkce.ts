import { ValetkeyError } from '../../../base/index.ts';
import type { RuleContext } from './context.ts';

const challengeForm = /^[A-Za-z0-9\-._~]{43,128}$/;

/** RFC 7636 sections 4.2-4.4, S256 only; a client that cannot keep a secret must use it (RFC 9700 section 2.1.1). */
export function readCodeChallenge({ parameters, client }: RuleContext): string | undefined {
  const challenge = parameters.get('code_challenge');
  const method = parameters.get('code_challenge_method');
  if (challenge === undefined) {
    if (method !== undefined) {
      throw new ValetkeyError('invalid_request', { description: 'code_challenge_method without code_challenge' });
    }
    if (!client.confidential) {
      throw new ValetkeyError('invalid_request', { description: 'This client must send code_challenge (PKCE)' });
    }
    return undefined;
  }
  // Without a method RFC 7636 means plain, which protects nothing here.
  if (method !== 'S256') {
    throw new ValetkeyError('invalid_request', { description: 'code_challenge_method must be S256' });
  }
  if (!challengeForm.test(challenge)) {
    throw new ValetkeyError('invalid_request', {
      description: 'code_challenge must be 43 to 128 unreserved characters',
    });
  }
  return challenge;
}
