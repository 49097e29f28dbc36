import { ValetkeyError } from '../../base/index.ts';
import { forwardedParameters } from '../../providers/index.ts';
import { type Client, listConnections } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import { type Parameters, refuseRepeated } from '../parameters.ts';
import { readLinking } from './linking/read-linking.ts';
import type { AuthorizationRequest, ResponseTarget } from './request.ts';
import { checkClaims } from './rules/check-claims.ts';
import { checkConnection } from './rules/check-connection.ts';
import { checkLength } from './rules/check-length.ts';
import { checkPushed } from './rules/check-pushed.ts';
import { checkRequestObject } from './rules/check-request-object.ts';
import { checkResponseType } from './rules/check-response-type.ts';
import { checkState, readState } from './rules/check-state.ts';
import { chooseRedirectUri } from './rules/choose-redirect-uri.ts';
import { checkResponseMode, mayReceiveMessages, readResponseMode } from './rules/choose-response-mode.ts';
import type { RuleContext } from './rules/context.ts';
import { findAuthorizingClient } from './rules/find-client.ts';
import { readDpopJkt } from './rules/read-dpop-jkt.ts';
import { readHintedUser } from './rules/read-id-token-hint.ts';
import { readCodeChallenge } from './rules/read-pkce.ts';
import { readMaxAge, readPrompt } from './rules/read-prompt.ts';
import { readScopeAndAudience } from './rules/read-scope.ts';

export interface ProvenTarget {
  readonly client: Client;
  readonly target: ResponseTarget;
  readonly redirectUriGiven: boolean;
}

/**
 * First half: who asks, and where the answer may go. A failure here is shown on a page of ours.
 * @throws {ValetkeyError}
 */
export async function proveTarget(server: OauthServer, parameters: Parameters): Promise<ProvenTarget> {
  const client = await findAuthorizingClient(server, parameters);
  const { uri, given } = chooseRedirectUri(client, parameters);
  const responseMode = readResponseMode(parameters);
  if (responseMode === 'web_message' && !mayReceiveMessages(client, uri)) {
    throw new ValetkeyError('callback_mismatch', {
      description: 'The origin of the callback URL is not in the list of allowed web origins',
    });
  }
  const target = { clientId: client.clientId, redirectUri: uri, responseMode, state: readState(parameters) };
  return { client, target, redirectUriGiven: given };
}

/** What some connection may pass on to its IdP. Whatever else somebody wrote is not kept for ten minutes. */
async function selectForwarded({ tenant }: OauthServer, parameters: Parameters): Promise<Record<string, string>> {
  const names = new Set((await listConnections(tenant)).flatMap(({ options }) => forwardedParameters(options)));
  return Object.fromEntries(Object.entries(parameters.toRecord()).filter(([name]) => names.has(name)));
}

/**
 * Second half: every other rule, in this order. A failure here goes back to the application.
 * @param how.pushed whether the client brought the request itself
 * @throws {ValetkeyError}
 */
export async function validateRequest(
  server: OauthServer,
  parameters: Parameters,
  { client, target, redirectUriGiven }: ProvenTarget,
  { pushed }: { readonly pushed: boolean },
): Promise<AuthorizationRequest> {
  const context: RuleContext = { server, parameters, client, target, pushed };
  checkLength(parameters);
  refuseRepeated(parameters);
  checkState(parameters);
  checkResponseMode(parameters);
  checkRequestObject(context);
  await checkPushed(context);
  checkResponseType(context);
  checkClaims(context);
  const codeChallenge = readCodeChallenge(context);
  const dpopJkt = readDpopJkt(context);
  const prompt = readPrompt(context);
  const maxAge = readMaxAge(context);
  const hintedUserId = await readHintedUser(context);
  const { scope, audience } = await readScopeAndAudience(context);
  const connection = await checkConnection(context);
  const linking = await readLinking(context);
  return {
    ...target,
    redirectUriGiven,
    codeChallenge,
    dpopJkt,
    prompt,
    maxAge,
    hintedUserId,
    scope,
    audience,
    connection,
    linking,
    nonce: parameters.get('nonce'),
    connectionScope: parameters.get('connection_scope'),
    offline: parameters.get('access_type') === 'offline',
    loginHint: parameters.get('login_hint'),
    screenHint: parameters.get('screen_hint'),
    uiLocales: parameters.get('ui_locales'),
    parameters: await selectForwarded(server, parameters),
  };
}
