import { ValetkeyError } from '../../../base/index.ts';
import { findConnection, isEnabledFor } from '../../../tenant/index.ts';
import type { RuleContext } from './context.ts';

/** A connection that is named must exist and be enabled for the client. */
export async function checkConnection({ server, parameters, client }: RuleContext): Promise<string | undefined> {
  const name = parameters.get('connection');
  if (name === undefined) return undefined;
  const connection = await findConnection(server.tenant, name);
  if (!connection) throw new ValetkeyError('invalid_request', { description: 'the connection was not found' });
  if (!isEnabledFor(connection, client.clientId)) {
    throw new ValetkeyError('invalid_request', { description: 'the connection is not enabled' });
  }
  return name;
}
