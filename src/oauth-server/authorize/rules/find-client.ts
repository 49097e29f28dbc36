import { ValetkeyError } from '../../../base/index.ts';
import { type Client, findClient } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import type { Parameters } from '../../parameters.ts';

/** Ids of clients as the tenant file allows them: nothing else is looked up, or remembered as unknown. */
const clientIdForm = /^[A-Za-z0-9_-]{1,64}$/;

/** The client must be known and named once: until then there is nobody to send an error to (RFC 6749 section 4.1.2.1). */
export async function findAuthorizingClient(server: OauthServer, parameters: Parameters): Promise<Client> {
  const clientId = parameters.get('client_id');
  if (clientId === undefined) {
    throw new ValetkeyError('invalid_request', { description: 'client_id is missing or was sent more than once' });
  }
  const client = clientIdForm.test(clientId) ? await findClient(server.tenant, clientId) : undefined;
  if (!client) throw new ValetkeyError('unknown_client', { description: `Unknown client: ${clientId.slice(0, 64)}` });
  return client;
}
