import type { Answer } from '../../api/contract.ts';

type Invitation = Answer<'inspectInvitation'>;

const allowed: Readonly<Record<Invitation['role'], string>> = {
  admin: 'may do everything, and invite others',
  editor: 'may change connections, applications, APIs and users',
  viewer: 'may look at everything but secrets',
  support: 'may help users with their sessions and grants',
};

export function titleOf(invitation: Invitation | undefined): string {
  if (invitation === undefined) return 'Welcome';
  return invitation.kind === 'recovery' ? 'Back into your account' : `Welcome to ${invitation.tenant_name}`;
}

export function wordsOf(invitation: Invitation | undefined): string | undefined {
  if (invitation === undefined) return undefined;
  if (invitation.kind === 'recovery') return 'Choose a new password, or make a new passkey.';
  if (invitation.kind === 'first_start') return 'Make the first administrator. Others are invited by link later.';
  return `You are invited as ${invitation.role}: you ${allowed[invitation.role]}.`;
}
