import { ValetkeyError } from '../../base/index.ts';
import { type Client, findClient, guessableLength, isClientSecret } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { Parameters } from '../parameters.ts';
import { assertionType, verifyClientAssertion } from './client-assertion.ts';

/** What proves the client, and so is no part of what it asks for. */
export const authenticationParameters: readonly string[] = [
  'client_secret',
  'client_assertion',
  'client_assertion_type',
];

/** RFC 6749 section 2.3.1: both parts are form-encoded before they are joined. */
function decodeFormPart(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function readBasic(header: string): { clientId: string; secret: string } {
  try {
    const text = Buffer.from(header.replace(/^basic +/i, ''), 'base64').toString();
    const colon = text.indexOf(':');
    if (colon > 0)
      return { clientId: decodeFormPart(text.slice(0, colon)), secret: decodeFormPart(text.slice(colon + 1)) };
  } catch {
    // Falls through to the one answer for every kind of broken header.
  }
  throw new ValetkeyError('invalid_request', { description: 'The Authorization header is malformed' });
}

type Credentials =
  | { readonly clientId: string; readonly secret: string | undefined; readonly assertion?: undefined }
  | { readonly clientId: string | undefined; readonly secret?: undefined; readonly assertion: string };

function readCredentials(parameters: Parameters, authorization: string | undefined): Credentials {
  const basic = authorization !== undefined && /^basic /i.test(authorization) ? readBasic(authorization) : undefined;
  const inBody = parameters.get('client_secret');
  const assertion = parameters.get('client_assertion');
  // RFC 6749 section 2.3: one method a request.
  if ([basic?.secret, inBody, assertion].filter((proof) => proof !== undefined).length > 1) {
    throw new ValetkeyError('invalid_request', { description: 'More than one way of client authentication was used' });
  }
  if (assertion !== undefined && parameters.get('client_assertion_type') !== assertionType) {
    throw new ValetkeyError('invalid_request', { description: `client_assertion_type must be ${assertionType}` });
  }
  if (assertion !== undefined) return { clientId: parameters.get('client_id'), assertion };
  const clientId = basic?.clientId ?? parameters.get('client_id');
  if (clientId === undefined) throw new ValetkeyError('invalid_client', { description: 'Missing client_id' });
  if (basic && parameters.get('client_id') !== undefined && parameters.get('client_id') !== clientId) {
    throw new ValetkeyError('invalid_request', { description: 'client_id differs from the Authorization header' });
  }
  return { clientId, secret: basic?.secret ?? inBody };
}

async function authenticateByAssertion({ tenant, log }: OauthServer, assertion: string, named: string | undefined) {
  const client = await verifyClientAssertion(tenant, assertion);
  log.about({ clientId: client.clientId });
  if (named === undefined || named === client.clientId) return client;
  throw new ValetkeyError('invalid_client', { description: 'client_id differs from the client assertion' });
}

async function proveClient(
  server: OauthServer,
  parameters: Parameters,
  authorization: string | undefined,
): Promise<Client> {
  const { clientId, secret, assertion } = readCredentials(parameters, authorization);
  if (assertion !== undefined) return authenticateByAssertion(server, assertion, clientId);
  const client = await findClient(server.tenant, clientId);
  if (!client) throw new ValetkeyError('wrong_credentials', { detail: 'unknown client' });
  server.log.about({ clientId: client.clientId });
  if (client.confidential || secret !== undefined) {
    if (secret === undefined || !isClientSecret(server.tenant, client, secret)) {
      throw new ValetkeyError('wrong_credentials', { detail: `client ${clientId}` });
    }
    // One that somebody could hit upon does not pass while it is guessed at from this address.
    if (secret.length < guessableLength) await server.limits.refuseFailing('clients');
  }
  return client;
}

/**
 * Who calls /oauth/token, /oauth/par and /oauth/revoke. A public client proves nothing here; its code or token has to.
 * @throws {ValetkeyError} `wrong_credentials` (Auth0's `access_denied`), `invalid_client`, `invalid_request`, or
 * `too_many_requests` when the client asks too often.
 */
export async function authenticateClient(
  server: OauthServer,
  parameters: Parameters,
  authorization: string | undefined,
): Promise<Client> {
  const client = await proveClient(server, parameters, authorization);
  // Only now: whoever merely says that it is this client must not use up its budget. Anybody can say it is a public one.
  if (client.confidential) await server.limits.admit('token', client.clientId);
  else await server.limits.admitHere('token', client.clientId);
  return client;
}
