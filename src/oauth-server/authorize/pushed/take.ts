import { open, ValetkeyError } from '../../../base/index.ts';
import { consumePushedRequest } from '../../../storage/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import { type Parameters, readParameters } from '../../parameters.ts';
import { findAuthorizingClient } from '../rules/find-client.ts';
import { hashReference, pushedContext, requestUriPrefix } from './reference.ts';

/** Whether the browser brings the name of a pushed request; any other `request_uri` is refused by the rules. */
export function isPushed(parameters: Parameters): boolean {
  return parameters.get('request_uri')?.startsWith(requestUriPrefix) === true;
}

/**
 * The parameters of a pushed request, which is used up by that. What else the browser brings is ignored (RFC 9126
 * section 4).
 * @throws {ValetkeyError} `invalid_request_uri`, also when another client pushed it; that one may still use it
 */
export async function takePushed(server: OauthServer, parameters: Parameters): Promise<Parameters> {
  const { tenant } = server;
  const { clientId } = await findAuthorizingClient(server, parameters);
  const reference = parameters.get('request_uri')!.slice(requestUriPrefix.length);
  const requestHash = hashReference(tenant, reference);
  const now = tenant.clock.now();
  const sealed = await consumePushedRequest(tenant.store.db, { requestHash, clientId, now });
  if (!sealed) throw new ValetkeyError('invalid_request_uri');
  const request: Record<string, string> = JSON.parse(open(tenant.keyring, pushedContext(tenant, requestHash), sealed));
  return readParameters(Object.entries(request));
}
