import type { Answer } from '../api/contract.ts';

export type GrantState = keyof Answer<'getOverview'>['grants'];

interface GrantStateWords {
  readonly state: GrantState;
  readonly label: string;
  readonly color: string;
  readonly meaning: string;
}

/** The states of a user's grant at an IdP, the good ones first. */
export const grantStates: readonly GrantStateWords[] = [
  {
    state: 'active',
    label: 'Active',
    color: 'verdigris.6',
    meaning: 'The token works, or is refreshed when it is read.',
  },
  { state: 'expiring', label: 'Expiring', color: 'yellow.6', meaning: 'The token ends and cannot be refreshed.' },
  { state: 'partial', label: 'Partial', color: 'orange.6', meaning: 'The user gave less than was asked for.' },
  {
    state: 'needs_reauthorization',
    label: 'Needs the user',
    color: 'red.6',
    meaning: 'Only a new sign-in brings it back.',
  },
  { state: 'revoked', label: 'Revoked', color: 'gray.5', meaning: 'It was taken back.' },
];
