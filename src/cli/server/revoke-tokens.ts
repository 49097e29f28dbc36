import { ValetkeyError } from '../../base/index.ts';
import { endClientTokens, findClientId } from '../../tenant/index.ts';
import { CommandFailure } from '../failure.ts';
import { printNote } from '../terminal/terminal.ts';
import { withTenant } from './with-tenant.ts';

/** Ends the Management API tokens of one client, on every node that shares the database. */
export async function revokeTokens(nameOrId: string): Promise<void> {
  try {
    await withTenant(async (tenant) => {
      const clientId = await findClientId(tenant, nameOrId);
      await endClientTokens(tenant, clientId);
      printNote(`The Management API tokens of ${nameOrId} (client_id ${clientId}) end within a second.`);
    });
  } catch (error) {
    if (error instanceof ValetkeyError) throw new CommandFailure(error.description);
    throw error;
  }
}
