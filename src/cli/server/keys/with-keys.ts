import { systemClock, ValetkeyError } from '../../../base/index.ts';
import { openStore, type Store } from '../../../storage/index.ts';
import { openKeys, type SealingKeys } from '../../../tenant/index.ts';
import { CommandFailure } from '../../failure.ts';
import { readServerConfig } from '../serve.ts';

async function open(url: string): Promise<Store> {
  try {
    return await openStore({ url });
  } catch (error) {
    throw new CommandFailure(
      `the database cannot be opened: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Runs a command on the database and with the keys of the server's settings, beside the servers that run there. */
export async function withKeys(work: (parts: { store: Store; keys: SealingKeys }) => Promise<void>): Promise<void> {
  const { databaseUrl, keyring } = await readServerConfig();
  const store = await open(databaseUrl);
  try {
    await work({ store, keys: await openKeys({ store, keyring, clock: systemClock }) });
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    throw new CommandFailure(error.detail ? `${error.description} (${error.detail})` : error.description);
  } finally {
    await store.close();
  }
}
