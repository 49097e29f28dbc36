import { ValetkeyError } from '../../base/index.ts';
import { type Client, findClient } from '../../tenant/index.ts';
import { type ClientHome, homeOf } from '../client-home.ts';
import type { OauthServer } from '../oauth-server.ts';
import { type Parameters, readParameters, refuseRepeated } from '../parameters.ts';
import type { BrowserRequest, Reply, ResponseFields } from '../reply.ts';
import { identifyBrowser } from '../sessions/browser.ts';
import { endSession, findSession } from '../sessions/session.ts';
import { allowedLogoutUrls } from './logout-urls.ts';
import { type LogoutHint, readIdTokenHint } from './read-hint.ts';

interface LogoutRequest {
  readonly hint: LogoutHint | undefined;
  readonly client: Client | undefined;
  readonly returnTo: string | undefined;
  readonly state: string | undefined;
}

async function readRequest(server: OauthServer, parameters: Parameters): Promise<LogoutRequest> {
  refuseRepeated(parameters);
  const hintText = parameters.get('id_token_hint');
  const hint = hintText === undefined ? undefined : await readIdTokenHint(server.tenant, hintText);
  const clientId = parameters.get('client_id') ?? hint?.clientId;
  if (hint && clientId !== hint.clientId) {
    throw new ValetkeyError('invalid_request', { description: 'client_id does not match id_token_hint' });
  }
  const client = clientId === undefined ? undefined : await findClient(server.tenant, clientId);
  const returnTo = parameters.get('post_logout_redirect_uri');
  if (returnTo !== undefined && !(await allowedLogoutUrls(server, client)).includes(returnTo)) {
    throw new ValetkeyError('logout_url_mismatch');
  }
  return { hint, client, returnTo, state: parameters.get('state') };
}

/** What the last page says where there is no address to return to. */
interface LastPage {
  readonly home: ClientHome | undefined;
  readonly uiLocales: string | undefined;
}

function leave({ returnTo, state }: LogoutRequest, last: LastPage): Reply {
  const cookies = { session: null };
  if (returnTo === undefined) return { kind: 'page', model: { page: 'signed-out', ...last }, cookies };
  const [address = '', fragment] = returnTo.split(/(?=#)/, 2);
  const joint = address.includes('?') ? '&' : '?';
  const location =
    state === undefined ? returnTo : `${address}${joint}${new URLSearchParams({ state })}${fragment ?? ''}`;
  return { kind: 'redirect', location, cookies };
}

/** The user was asked and said no: the application hears nothing of a logout, but gets its user back. */
function stay({ returnTo }: LogoutRequest, last: LastPage): Reply {
  return returnTo === undefined
    ? { kind: 'page', model: { page: 'still-signed-in', ...last } }
    : { kind: 'redirect', location: returnTo };
}

const confirmationField = 'confirmation';

/** Proof that the form came from a page that we showed to this very browser. */
function confirmationFor(server: OauthServer, browserHash: string): string {
  return server.tenant.hash('browser', `logout\0${browserHash}`);
}

/**
 * GET and POST /oidc/logout (RP-Initiated Logout 1.0). A session ends silently only for a hint that names it; otherwise
 * the user is asked, so that a picture on a foreign page signs nobody out (section 6).
 */
export async function oidcLogout(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const parameters = readParameters(request.parameters);
  let logout: LogoutRequest;
  try {
    logout = await readRequest(server, parameters);
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.fail('flo', error);
    const client = await findClient(server.tenant, parameters.get('client_id') ?? '');
    return { kind: 'error-page', error, home: homeOf(client, server.tenant.issuer) };
  }
  server.log.about({ clientId: logout.client?.clientId });
  const uiLocales = parameters.get('ui_locales');
  const last = { home: homeOf(logout.client, server.tenant.issuer), uiLocales };
  const session = await findSession(server, request);
  if (!session || request.sessionCookie === undefined) return leave(logout, last);
  const browser = identifyBrowser(server, request);
  const confirmation = confirmationFor(server, browser.hash);
  const confirmed = request.method === 'POST' && parameters.get(confirmationField) === confirmation;
  const named = logout.hint !== undefined && (logout.hint.sid === session.sid || logout.hint.userId === session.userId);
  if (confirmed && parameters.get('decision') === 'stay') return stay(logout, last);
  if (named || confirmed) {
    await endSession(server, request.sessionCookie);
    server.log.write('slo', { userId: session.userId });
    return leave(logout, last);
  }
  const fields: ResponseFields = { ...parameters.toRecord(), [confirmationField]: confirmation };
  const { name: clientName, logo_uri: clientLogo } = logout.client?.settings ?? {};
  const model = { page: 'logout-confirmation', clientName, clientLogo, fields, uiLocales } as const;
  return { kind: 'page', model, ...(browser.cookie !== undefined && { cookies: { browser: browser.cookie } }) };
}
