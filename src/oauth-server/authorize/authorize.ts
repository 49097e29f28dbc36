import { ValetkeyError } from '../../base/index.ts';
import { findClient } from '../../tenant/index.ts';
import { homeOf } from '../client-home.ts';
import type { OauthServer } from '../oauth-server.ts';
import { type Parameters, readParameters } from '../parameters.ts';
import type { BrowserRequest, Reply } from '../reply.ts';
import { identifyBrowser } from '../sessions/browser.ts';
import { findSession } from '../sessions/session.ts';
import { dispatch } from './dispatch.ts';
import { isPushed, takePushed } from './pushed/take.ts';
import { respondWithError } from './respond.ts';
import { toQuery } from './rules/check-length.ts';
import { type ProvenTarget, proveTarget, validateRequest } from './validate.ts';

function sendAgain(server: OauthServer, parameters: Parameters): Reply {
  const query = toQuery(parameters);
  if (query === undefined) return { kind: 'error-page', error: new ValetkeyError('payload_too_large') };
  return { kind: 'redirect', location: `${server.tenant.issuer}authorize?${query}` };
}

/** GET and POST /authorize (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2). */
export async function authorize(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const given = readParameters(request.parameters);
  const browser = identifyBrowser(server, request);
  const pushed = isPushed(given);
  // A form of a foreign page comes without our cookies, and new ones would end the sign-ins under way; as a GET of our
  // own they are sent.
  const isForeignForm = request.method === 'POST' && browser.cookie !== undefined;
  if (pushed && isForeignForm) return sendAgain(server, given);
  let parameters: Parameters;
  let proven: ProvenTarget;
  try {
    parameters = pushed ? await takePushed(server, given) : given;
    proven = await proveTarget(server, parameters);
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.fail('f', error);
    const client = await findClient(server.tenant, given.get('client_id') ?? '');
    return { kind: 'error-page', error, home: homeOf(client, server.tenant.issuer) };
  }
  server.log.about({ clientId: proven.client.clientId });
  try {
    const valid = await validateRequest(server, parameters, proven, { pushed });
    if (isForeignForm) return sendAgain(server, parameters);
    const session = await findSession(server, request);
    const reply = await dispatch(server, proven.client, valid, session, browser.hash);
    return browser.cookie === undefined ? reply : { ...reply, cookies: { browser: browser.cookie } };
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.fail(parameters.get('prompt') === 'none' ? 'fsa' : 'f', error);
    return respondWithError(server, proven.target, error);
  }
}
