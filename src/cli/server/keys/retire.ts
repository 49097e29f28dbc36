import { systemClock } from '../../../base/index.ts';
import { retireKey } from '../../../vault/index.ts';
import { printResult } from '../../terminal/terminal.ts';
import { withKeys } from './with-keys.ts';

/** Ends the life of a key that nothing is sealed with. */
export async function retire(keyId: string): Promise<void> {
  await withKeys(({ store }) => retireKey(store, systemClock, keyId));
  printResult(`key ${keyId} is retired: it may be taken out of the key file. Backups from before now still need it.`);
}
