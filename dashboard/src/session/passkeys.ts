import type { PasskeyAssertion, PasskeyAttestation } from '../../../src/contract/index.ts';
import { ApiError } from '../api/api-error.ts';
import type { Answer } from '../api/contract.ts';

/** Whether this browser knows passkeys; without TLS only localhost does. */
export const knowsPasskeys = typeof PublicKeyCredential !== 'undefined';

/** What a browser says when a dialog was closed, or no passkey of this site is there. */
function explain(error: unknown): never {
  const name = error instanceof Error ? error.name : '';
  const closed = name === 'NotAllowedError' || name === 'AbortError';
  throw new ApiError(
    closed ? 'No passkey was used. Try again, or use your password.' : `The passkey failed: ${name}.`,
    {
      status: 0,
    },
  );
}

/** Asks for a passkey of this site. The library is loaded when somebody wants it. */
export async function askForPasskey(options: Answer<'createSignInChallenge'>): Promise<PasskeyAssertion> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return (await startAuthentication({ optionsJSON: options }).catch(explain)) as PasskeyAssertion;
}

/** Makes a passkey for this site. */
export async function makePasskey(options: Answer<'createPasskeyChallenge'>): Promise<PasskeyAttestation> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return (await startRegistration({ optionsJSON: options }).catch(explain)) as PasskeyAttestation;
}
