import { ValetkeyError } from '../../base/index.ts';
import type { PasskeyAssertion } from '../../contract/index.ts';
import {
  countPasskeyUse,
  findAdministrator,
  findPasskey,
  listPasskeys,
  noteReauthentication,
  type PasskeyRecord,
} from '../../storage/index.ts';
import type { Administration } from '../administration.ts';
import { countChallenge } from '../sessions/attempts.ts';
import type { DashboardSession } from '../sessions/session.ts';
import { completeSignIn, type SignedIn, type SignInWish } from '../sessions/sign-in.ts';
import { type ChallengeUse, challengeLife, createChallenge, relyingParty, takeChallenge } from './challenges.ts';
import { createDecoy } from './decoy.ts';
import { loadWebauthn } from './load-webauthn.ts';

const forSignIn: ChallengeUse = { purpose: 'sign-in', boundTo: '' };

async function createRequest(administration: Administration, use: ChallengeUse, allowed: readonly PasskeyRecord[]) {
  const { generateAuthenticationOptions } = await loadWebauthn();
  return generateAuthenticationOptions({
    rpID: relyingParty(administration).rpID,
    challenge: await createChallenge(administration, use),
    timeout: challengeLife,
    userVerification: 'required',
    allowCredentials: allowed.map(({ credentialId: id, transports }) => ({
      id,
      transports: transports as 'internal'[],
    })),
  });
}

/** For anybody: names no passkey, so that it tells nobody who has one. */
export async function createSignInRequest(administration: Administration, address: string) {
  await countChallenge(administration, address);
  return createRequest(administration, forSignIn, []);
}

/** Checks the answer of a passkey, and notes its use. One that is not known is refused as late as a wrong answer. */
async function verify(
  administration: Administration,
  use: ChallengeUse,
  credential: PasskeyAssertion,
): Promise<PasskeyRecord> {
  const { tenant } = administration;
  const { rpID, origin } = relyingParty(administration);
  const known = await findPasskey(tenant.store.db, credential.id);
  const passkey = known ?? createDecoy(credential.id);
  const refuse = (detail: string, cause?: unknown) => new ValetkeyError('sign_in_refused', { detail, cause });
  const { verifyAuthenticationResponse } = await loadWebauthn();
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: { ...credential, clientExtensionResults: {} } as never,
    expectedChallenge: takeChallenge(administration, use),
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.counter,
    },
  }).catch((cause: unknown) => {
    throw refuse('the answer of the passkey is not valid', cause);
  });
  if (!known) throw refuse('the passkey is not known');
  if (!verified) throw refuse('the signature of the passkey is not valid');
  const { newCounter: counter, credentialBackedUp: backedUp } = authenticationInfo;
  const counted = await countPasskeyUse(tenant.store.db, known.credentialId, {
    ...{ counter, backedUp },
    now: tenant.clock.now(),
  });
  // A count that was seen before is a copy of the authenticator (Web Authentication Level 3 section 7.2 step 22).
  if (!counted) throw refuse('the count of the passkey went back');
  return known;
}

/** @throws {ValetkeyError} `sign_in_refused` whatever was wrong, `too_many_requests` */
export async function signInWithPasskey(
  administration: Administration,
  { credential, address, replaces }: SignInWish & { readonly credential: PasskeyAssertion },
): Promise<SignedIn> {
  await countChallenge(administration, address);
  const { administratorId } = await verify(administration, forSignIn, credential);
  const account = await findAdministrator(administration.tenant.store.db, { administratorId });
  if (!account || account.blocked) throw new ValetkeyError('sign_in_refused');
  return completeSignIn(administration, administratorId, replaces);
}

const bindingOf = ({ sessionHash }: DashboardSession): ChallengeUse => ({
  purpose: 'reauthentication',
  boundTo: sessionHash,
});

export async function createReauthenticationRequest(administration: Administration, session: DashboardSession) {
  const own = await listPasskeys(administration.tenant.store.db, session.administratorId);
  return createRequest(administration, bindingOf(session), own);
}

/** @throws {ValetkeyError} `sign_in_refused`, also for somebody else's passkey */
export async function reauthenticateWithPasskey(
  administration: Administration,
  session: DashboardSession,
  credential: PasskeyAssertion,
): Promise<void> {
  const { store, clock } = administration.tenant;
  const { administratorId } = await verify(administration, bindingOf(session), credential);
  if (administratorId !== session.administratorId) throw new ValetkeyError('sign_in_refused');
  await noteReauthentication(store.db, session.sessionHash, clock.now());
}
