import type { PasskeyAttestation } from '../../contract/index.ts';
import { type Administration, emailKeyOf } from '../administration.ts';
import type { ChallengeUse } from '../passkeys/challenges.ts';
import { createRegistration, verifyRegistration } from '../passkeys/register.ts';
import { countChallenge } from '../sessions/attempts.ts';
import type { SignedIn } from '../sessions/sign-in.ts';
import { type Acceptance, acceptInvitation } from './accept.ts';
import { checkEmail, inspectInvitation } from './invitations.ts';

export function acceptWithPassword(
  administration: Administration,
  { password, ...acceptance }: Acceptance & { readonly password: string },
): Promise<SignedIn> {
  return acceptInvitation(administration, acceptance, async () => ({
    passwordHash: await administration.passwords.hash(password),
  }));
}

/** The passkey holds the address that it was made with: another one would be a lie on the device. */
function useOf({ tenant }: Administration, { token, email }: Pick<Acceptance, 'token' | 'email'>): ChallengeUse {
  return { purpose: 'invitation', boundTo: tenant.hash('invitation', `${token} ${emailKeyOf(email)}`) };
}

type Wish = Pick<Acceptance, 'token' | 'name' | 'email'> & { readonly address: string };

export async function createInvitationRegistration(administration: Administration, wish: Wish) {
  await countChallenge(administration, wish.address);
  checkEmail(await inspectInvitation(administration, wish.token), wish.email);
  return createRegistration(administration, useOf(administration, wish), { ...wish, known: [] });
}

export function acceptWithPasskey(
  administration: Administration,
  { credential, ...acceptance }: Acceptance & { readonly credential: PasskeyAttestation },
): Promise<SignedIn> {
  return acceptInvitation(administration, acceptance, async () => ({
    passkey: await verifyRegistration(administration, useOf(administration, acceptance), {
      name: 'First passkey',
      credential,
    }),
  }));
}
