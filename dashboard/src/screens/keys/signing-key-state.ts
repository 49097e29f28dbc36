import type { Answer } from '../../api/contract.ts';

export type SigningKey = Answer<'listSigningKeys'>[number];

interface KeyState {
  readonly label: string;
  readonly color: string;
  /** What it means for tokens. */
  readonly words: string;
}

export function stateOf({ current, next, revoked }: SigningKey): KeyState {
  if (revoked) return { label: 'Revoked', color: 'red.6', words: 'Whatever it signed is refused.' };
  if (current) return { label: 'Current', color: 'verdigris.6', words: 'Signs new tokens.' };
  if (next) {
    return { label: 'Next', color: 'gray.5', words: 'Published, so that applications know it before it signs.' };
  }
  return { label: 'Previous', color: 'yellow.6', words: 'Signs nothing new; what it signed is good until it ends.' };
}
