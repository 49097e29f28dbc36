import type { Answer } from '../../api/contract.ts';

export type VaultKey = Answer<'getVaultKeys'>['keys'][number];

/** How many values are sealed with a key, in all columns. */
export function valuesOf({ records }: VaultKey): number {
  return Object.values(records).reduce((sum, count) => sum + count, 0);
}
