import { ValetkeyError } from '../../base/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import { readParameters } from '../parameters.ts';
import type { BrowserRequest, Reply } from '../reply.ts';
import { identifyBrowser } from '../sessions/browser.ts';
import { findSession } from '../sessions/session.ts';
import { dispatch } from './dispatch.ts';
import { respondWithError } from './respond.ts';
import { toQuery } from './rules/check-length.ts';
import { type ProvenTarget, proveTarget, validateRequest } from './validate.ts';

/** GET and POST /authorize (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2). */
export async function authorize(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const parameters = readParameters(request.parameters);
  let proven: ProvenTarget;
  try {
    proven = await proveTarget(server, parameters);
  } catch (error) {
    if (error instanceof ValetkeyError) return { kind: 'error-page', error };
    throw error;
  }
  try {
    const valid = await validateRequest(server, parameters, proven);
    const browser = identifyBrowser(server, request);
    if (request.method === 'POST' && browser.cookie !== undefined) {
      // A form of a foreign page comes without our cookies, and new ones would end the sign-ins under way; as a GET of
      // our own they are sent.
      return { kind: 'redirect', location: `${server.tenant.issuer}authorize?${toQuery(parameters)}` };
    }
    const session = await findSession(server, request);
    const reply = await dispatch(server, proven.client, valid, session, browser.hash);
    return browser.cookie === undefined ? reply : { ...reply, cookies: { browser: browser.cookie } };
  } catch (error) {
    if (error instanceof ValetkeyError) return respondWithError(server, proven.target, error);
    throw error;
  }
}
