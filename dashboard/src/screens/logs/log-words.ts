import type { LogType } from '../../../../src/contract/index.ts';

export type LogGroup = 'sign-ins' | 'tokens' | 'accounts' | 'management';

interface LogWords {
  readonly label: string;
  readonly group: LogGroup;
  readonly tone: 'good' | 'bad' | 'neutral';
}

/** The types of the tenant log as people say them. */
const words: Readonly<Record<LogType, LogWords>> = {
  s: { label: 'Signed in', group: 'sign-ins', tone: 'good' },
  f: { label: 'Sign-in failed', group: 'sign-ins', tone: 'bad' },
  w: { label: 'Warning at a sign-in', group: 'sign-ins', tone: 'neutral' },
  ss: { label: 'First sign-in', group: 'sign-ins', tone: 'good' },
  ssa: { label: 'Signed in silently', group: 'sign-ins', tone: 'good' },
  fsa: { label: 'Silent sign-in failed', group: 'sign-ins', tone: 'bad' },
  slo: { label: 'Signed out', group: 'sign-ins', tone: 'neutral' },
  flo: { label: 'Sign-out failed', group: 'sign-ins', tone: 'bad' },
  oidc_backchannel_logout_succeeded: { label: 'Application told of sign-out', group: 'sign-ins', tone: 'neutral' },
  oidc_backchannel_logout_failed: { label: 'Application not told of sign-out', group: 'sign-ins', tone: 'bad' },
  seacft: { label: 'Code exchanged', group: 'tokens', tone: 'good' },
  feacft: { label: 'Code refused', group: 'tokens', tone: 'bad' },
  seccft: { label: 'Token for a backend', group: 'tokens', tone: 'good' },
  feccft: { label: 'Backend refused', group: 'tokens', tone: 'bad' },
  sertft: { label: 'Refresh token exchanged', group: 'tokens', tone: 'good' },
  fertft: { label: 'Refresh token refused', group: 'tokens', tone: 'bad' },
  ferrt: { label: 'Used refresh token came again', group: 'tokens', tone: 'bad' },
  secte: { label: 'Token exchanged', group: 'tokens', tone: 'good' },
  fecte: { label: 'Token exchange refused', group: 'tokens', tone: 'bad' },
  seta: { label: 'IdP token exchanged', group: 'tokens', tone: 'good' },
  feta: { label: 'IdP token exchange refused', group: 'tokens', tone: 'bad' },
  srrt: { label: 'Refresh token revoked', group: 'tokens', tone: 'neutral' },
  sapi: { label: 'Configuration or user changed', group: 'management', tone: 'neutral' },
  fapi: { label: 'Change refused', group: 'management', tone: 'bad' },
  mgmt_api_read: { label: 'IdP tokens read', group: 'tokens', tone: 'neutral' },
  api_limit: { label: 'Too many requests', group: 'management', tone: 'bad' },
  sdu: { label: 'User deleted', group: 'accounts', tone: 'neutral' },
  fdu: { label: 'User not deleted', group: 'accounts', tone: 'bad' },
  connected_accounts_connection_succeeded: { label: 'Account connected', group: 'accounts', tone: 'good' },
  connected_accounts_connection_failed: { label: 'Account not connected', group: 'accounts', tone: 'bad' },
  connected_accounts_delete_succeeded: { label: 'Connected account removed', group: 'accounts', tone: 'neutral' },
  connected_accounts_delete_failed: { label: 'Connected account not removed', group: 'accounts', tone: 'bad' },
};

/** A type that is not known here is called as the log calls it. */
export function sayLog(type: string | undefined): LogWords {
  return Object.hasOwn(words, type ?? '')
    ? words[type as LogType]
    : { label: type ?? 'Entry', group: 'management', tone: 'neutral' };
}

export const logFilters = [
  { value: 'sign-ins', label: 'Sign-ins' },
  { value: 'tokens', label: 'Tokens' },
  { value: 'accounts', label: 'Accounts' },
  { value: 'management', label: 'Changes' },
  { value: 'problems', label: 'Problems' },
] as const;

/** The types that one choice of the filter stands for. */
export function typesOf(choice: string): string[] {
  return Object.entries(words)
    .filter(([, { group, tone }]) => (choice === 'problems' ? tone === 'bad' : group === choice))
    .map(([type]) => type);
}
