import { ValetkeyError } from '../../base/index.ts';
import type { PasskeyAttestation } from '../../contract/index.ts';
import {
  deletePasskeys,
  findAdministrator,
  insertPasskey,
  listPasskeys,
  lockAdministrator,
  type PasskeyRecord,
} from '../../storage/index.ts';
import { type Administration, emailKeyOf } from '../administration.ts';
import type { DashboardSession } from '../sessions/session.ts';
import { type ChallengeUse, challengeLife, createChallenge, relyingParty, takeChallenge } from './challenges.ts';
import { loadWebauthn } from './load-webauthn.ts';

/** A passkey that was proven, before it belongs to somebody. */
export type NewPasskey = Omit<PasskeyRecord, 'passkeyId' | 'administratorId' | 'createdAt' | 'lastUsedAt'>;

interface Person {
  readonly name: string;
  readonly email: string;
  /** Passkeys that the person has already. */
  readonly known: readonly PasskeyRecord[];
}

/** The user handle says nothing of the person: authenticators show and export it. */
function userHandleOf({ tenant }: Administration, email: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(tenant.hash('passkey-user', emailKeyOf(email)), 'base64url'));
}

/** What the browser is asked to make: a passkey that the device itself finds, and that checks who holds it. */
export async function createRegistration(administration: Administration, use: ChallengeUse, person: Person) {
  const { rpID } = relyingParty(administration);
  const { generateRegistrationOptions } = await loadWebauthn();
  return generateRegistrationOptions({
    rpName: 'Valetkey',
    rpID,
    userName: person.email,
    userDisplayName: person.name,
    userID: userHandleOf(administration, person.email),
    challenge: await createChallenge(administration, use),
    timeout: challengeLife,
    attestationType: 'none',
    excludeCredentials: person.known.map(({ credentialId: id, transports }) => ({
      id,
      transports: transports as 'internal'[],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** @throws {ValetkeyError} `sign_in_refused` for an answer that is not of this browser, site and challenge */
export async function verifyRegistration(
  administration: Administration,
  use: ChallengeUse,
  { name, credential }: { readonly name: string; readonly credential: PasskeyAttestation },
): Promise<NewPasskey> {
  const { rpID, origin } = relyingParty(administration);
  try {
    const { verifyRegistrationResponse } = await loadWebauthn();
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: { ...credential, clientExtensionResults: {} } as never,
      expectedChallenge: takeChallenge(administration, use),
      expectedOrigin: origin,
      expectedRPID: rpID,
      requireUserVerification: true,
    });
    if (!verified) throw new Error('the library does not say why');
    const { credential: made, credentialBackedUp } = registrationInfo;
    return {
      name,
      credentialId: made.id,
      publicKey: Buffer.from(made.publicKey).toString('base64url'),
      counter: made.counter,
      transports: [...(credential.response.transports ?? [])],
      backedUp: credentialBackedUp,
    };
  } catch (cause) {
    throw new ValetkeyError('sign_in_refused', { description: 'This passkey could not be checked. Try again.', cause });
  }
}

const bindingOf = ({ sessionHash }: DashboardSession): ChallengeUse => ({
  purpose: 'registration',
  boundTo: sessionHash,
});

export async function createPasskeyRegistration(administration: Administration, session: DashboardSession) {
  const known = await listPasskeys(administration.tenant.store.db, session.administratorId);
  return createRegistration(administration, bindingOf(session), { ...session, known });
}

/** @throws {ValetkeyError} `sign_in_refused`, `passkey_exists` */
export async function addPasskey(
  administration: Administration,
  session: DashboardSession,
  given: { readonly name: string; readonly credential: PasskeyAttestation },
): Promise<PasskeyRecord> {
  const { ids, clock, store } = administration.tenant;
  const passkey: PasskeyRecord = {
    ...(await verifyRegistration(administration, bindingOf(session), given)),
    passkeyId: `pk_${ids.alphanumeric(16)}`,
    administratorId: session.administratorId,
    createdAt: clock.now(),
    lastUsedAt: null,
  };
  if (!(await insertPasskey(store.db, passkey))) throw new ValetkeyError('passkey_exists');
  return passkey;
}

/** @throws {ValetkeyError} `last_credential` when nothing would be left to sign in with */
export async function removePasskey(
  { tenant }: Administration,
  { administratorId }: DashboardSession,
  passkeyId: string,
): Promise<void> {
  await tenant.store.transaction(async (db) => {
    await lockAdministrator(db, administratorId);
    const passkeys = await listPasskeys(db, administratorId);
    if (!passkeys.some((passkey) => passkey.passkeyId === passkeyId)) return;
    const account = await findAdministrator(db, { administratorId });
    if (passkeys.length === 1 && account?.passwordHash === null) throw new ValetkeyError('last_credential');
    await deletePasskeys(db, { administratorId, passkeyId });
  });
}
