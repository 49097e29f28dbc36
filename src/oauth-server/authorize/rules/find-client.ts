import { ValetkeyError } from '../../../base/index.ts';
import { type Client, findClient } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import type { Parameters } from '../../parameters.ts';

/** The client must be known and named once: until then there is nobody to send an error to (RFC 6749 section 4.1.2.1). */
export async function findAuthorizingClient(server: OauthServer, parameters: Parameters): Promise<Client> {
  const clientId = parameters.get('client_id');
  if (clientId === undefined) {
    throw new ValetkeyError('invalid_request', { description: 'client_id is missing or was sent more than once' });
  }
  const client = await findClient(server.tenant, clientId);
  if (!client) throw new ValetkeyError('unknown_client', { description: `Unknown client: ${clientId.slice(0, 64)}` });
  return client;
}
