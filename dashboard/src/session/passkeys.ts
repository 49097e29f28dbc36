import type { PasskeyAssertion, PasskeyAttestation } from '../../../src/contract/index.ts';
import { ApiError } from '../api/api-error.ts';
import type { Answer } from '../api/contract.ts';

/** Whether this browser knows passkeys; without TLS only localhost does. */
export const knowsPasskeys = typeof PublicKeyCredential !== 'undefined';

/** What a browser calls it (Web Authentication section 5.1), in words for the person in front of it. */
function explain(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'AbortError':
      return 'No passkey was used. Try again, or use your password.';
    case 'InvalidStateError':
      return 'This device has a passkey of yours already. Use another device, or a security key.';
    default:
      return `The passkey failed: ${name}.`;
  }
}

function refuse(error: unknown): never {
  throw new ApiError(explain(error), { status: 0 });
}

/** Asks for a passkey of this site. The library is loaded when somebody wants it. */
export async function askForPasskey(options: Answer<'createSignInChallenge'>): Promise<PasskeyAssertion> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return (await startAuthentication({ optionsJSON: options }).catch(refuse)) as PasskeyAssertion;
}

/** Makes a passkey for this site. */
export async function makePasskey(options: Answer<'createPasskeyChallenge'>): Promise<PasskeyAttestation> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return (await startRegistration({ optionsJSON: options }).catch(refuse)) as PasskeyAttestation;
}
