import { seal, ValetkeyError } from '../../../base/index.ts';
import { insertPushedRequest } from '../../../storage/index.ts';
import type { Client } from '../../../tenant/index.ts';
import { countFailures } from '../../count-failures.ts';
import { readTokenProof } from '../../dpop/token-proof.ts';
import type { OauthServer } from '../../oauth-server.ts';
import { type Parameters, readParameters, refuseRepeated } from '../../parameters.ts';
import { authenticateClient, authenticationParameters } from '../../token/authenticate-client.ts';
import { proveTarget, validateRequest } from '../validate.ts';
import { hashReference, pushedContext, requestUriPrefix } from './reference.ts';

/** Seconds between the push and the browser's arrival. */
const lifetime = 60;

/** Answer of RFC 9126 section 2.2. */
export interface PushedAnswer {
  readonly request_uri: string;
  /** Seconds. */
  readonly expires_in: number;
}

/** What of the body is the authorization request: not what proved the client. */
function toRequest(client: Client, parameters: Parameters, dpopJkt: string | undefined): Record<string, string> {
  const own = Object.entries(parameters.toRecord()).filter(([name]) => !authenticationParameters.includes(name));
  return {
    ...Object.fromEntries(own),
    client_id: client.clientId,
    ...(dpopJkt !== undefined && { dpop_jkt: dpopJkt }),
  };
}

/** Every rule of /authorize holds here already; what would be a page or a redirect there is an answer here. */
async function checkRequest(server: OauthServer, request: Record<string, string>): Promise<void> {
  const parameters = readParameters(Object.entries(request));
  try {
    await validateRequest(server, parameters, await proveTarget(server, parameters), { pushed: true });
  } catch (error) {
    if (!(error instanceof ValetkeyError) || error.code !== 'callback_mismatch') throw error;
    throw new ValetkeyError('invalid_request', { description: error.description });
  }
}

/**
 * Every push leaves a record that lives longer than the request. Anybody can use the name of a public client: its
 * address comes first, so that one visitor cannot use up what the client has.
 */
async function admitPush({ limits }: OauthServer, client: Client): Promise<void> {
  if (!client.confidential) await limits.admit('push_address');
  await limits.admit('push', client.clientId);
}

/**
 * POST /oauth/par (RFC 9126): keeps an authorization request for its client, so that the browser carries only a name.
 * @param dpop the header `DPoP`; the code will be bound to its key (RFC 9449 section 10.1)
 * @throws {ValetkeyError}
 */
export function pushRequest(
  server: OauthServer,
  parameters: Parameters,
  authorization: string | undefined,
  dpop: string | undefined,
): Promise<PushedAnswer> {
  return countFailures(server, 'clients', () => push(server, parameters, authorization, dpop));
}

async function push(
  server: OauthServer,
  parameters: Parameters,
  authorization: string | undefined,
  dpop: string | undefined,
): Promise<PushedAnswer> {
  const { tenant } = server;
  refuseRepeated(parameters);
  const client = await authenticateClient(server, parameters, authorization);
  await admitPush(server, client);
  if (parameters.get('request_uri') !== undefined) {
    throw new ValetkeyError('invalid_request', { description: 'request_uri cannot be pushed' });
  }
  const dpopJkt = await readTokenProof(server, client, dpop, 'oauth/par');
  const named = parameters.get('dpop_jkt');
  if (dpopJkt !== undefined && named !== undefined && named !== dpopJkt) {
    throw new ValetkeyError('invalid_dpop_proof', { description: 'dpop_jkt names another key than the proof' });
  }
  const request = toRequest(client, parameters, dpopJkt);
  await checkRequest(server, request);
  const reference = tenant.ids.token();
  const requestHash = hashReference(tenant, reference);
  await insertPushedRequest(tenant.store.db, {
    requestHash,
    clientId: client.clientId,
    sealed: seal(tenant.keyring, pushedContext(tenant, requestHash), JSON.stringify(request)),
    expiresAt: tenant.clock.now() + lifetime * 1000,
  });
  return { request_uri: requestUriPrefix + reference, expires_in: lifetime };
}
