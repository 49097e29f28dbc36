import { ValetkeyError } from '../../base/index.ts';
import { readClientSecret } from '../../tenant/index.ts';
import { CommandFailure } from '../failure.ts';
import { printNote, printResult } from '../terminal/terminal.ts';
import { readServerConfig } from './serve.ts';
import { openServer } from './start-server.ts';

/** Prints the secret of one client, from the database and with the key of this machine. */
export async function showClientSecret(nameOrId: string): Promise<void> {
  const app = await openServer({ ...(await readServerConfig()), logLevel: 'silent' });
  try {
    const { clientId, name, secret } = await readClientSecret(app.tenant, nameOrId);
    if (!secret) throw new CommandFailure(`${name} (${clientId}) is a public client: it has no secret`);
    printNote(`${name}, client_id ${clientId}:`);
    printResult(secret.reveal());
  } catch (error) {
    if (error instanceof ValetkeyError) throw new CommandFailure(error.description);
    throw error;
  } finally {
    await app.close();
  }
}
