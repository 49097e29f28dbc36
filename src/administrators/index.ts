// administrators owns who may use the dashboard: accounts, roles, passwords, passkeys, invitations and their sessions.
// Administrators are no users of the tenant and share nothing with them; it does not know what a role may do.
export { type Administration, createAdministration, emailKeyOf } from './administration.ts';
export { type AdministratorWish, removeAdministrator, updateAdministrator } from './change-administrators.ts';
export { acceptWithPasskey, acceptWithPassword, createInvitationRegistration } from './invitations/accept-with.ts';
export {
  createFirstStartLink,
  createRecoveryLink,
  inspectInvitation,
  invite,
  type NewInvitation,
} from './invitations/invitations.ts';
export {
  createReauthenticationRequest,
  createSignInRequest,
  reauthenticateWithPasskey,
  signInWithPasskey,
} from './passkeys/authenticate.ts';
export { addPasskey, createPasskeyRegistration, removePasskey } from './passkeys/register.ts';
export { type DashboardSession, endSession, findSession, isFresh } from './sessions/session.ts';
export { reauthenticateWithPassword, type SignedIn, setPassword, signInWithPassword } from './sessions/sign-in.ts';
