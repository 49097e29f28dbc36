import { createRecoveryLink } from '../../administrators/index.ts';
import { ValetkeyError } from '../../base/index.ts';
import { CommandFailure } from '../failure.ts';
import { printNote, printResult } from '../terminal/terminal.ts';
import { readServerConfig } from './serve.ts';
import { openServer } from './start-server.ts';

/** A link into the dashboard, for whoever has the server's key. */
export async function printAdminLink({ email }: { email?: string }): Promise<void> {
  const app = await openServer({ ...(await readServerConfig()), logLevel: 'silent' });
  try {
    const { url, kind, expiresAt, invitationId } = await createRecoveryLink(app.tenant, email);
    app.tenantLog.of().write('sapi', {
      description: 'A link into the dashboard was made on the command line',
      details: { request: { channel: 'cli' }, invitation_id: invitationId, kind },
    });
    printNote(`It works once, until ${new Date(expiresAt).toISOString()}:`);
    printResult(url);
  } catch (error) {
    if (error instanceof ValetkeyError) throw new CommandFailure(error.description);
    throw error;
  } finally {
    await app.close();
  }
}
