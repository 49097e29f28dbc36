import { equalSecrets, ValetkeyError } from '../../../base/index.ts';
import { findUserDetails, type IdentityRecord } from '../../../storage/index.ts';
import { type Client, findConnection } from '../../../tenant/index.ts';
import { unlinkIdentity } from '../../../users/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import { readParameters } from '../../parameters.ts';
import type { BrowserRequest, Reply } from '../../reply.ts';
import { identifyBrowser } from '../../sessions/browser.ts';
import { findSession } from '../../sessions/session.ts';
import { completeSignIn } from '../complete-sign-in.ts';
import { findRequester } from '../find-requester.ts';
import type { SignedIn } from '../issue-code.ts';
import type { AuthorizationRequest } from '../request.ts';
import { respondWithError } from '../respond.ts';
import { consumeUnlink, findUnlink, type UnlinkTransaction } from '../transactions.ts';
import { confirmationField, confirmationFor } from './confirmation.ts';
import { labelOf, nameOf } from './names.ts';

function refuse(description: string): ValetkeyError {
  return new ValetkeyError('access_denied', { description });
}

/**
 * The accounts of the requested connection that may be unlinked in this session.
 * @throws {ValetkeyError} `access_denied` when there is none
 */
export async function listUnlinkable(
  { tenant }: OauthServer,
  { linking }: AuthorizationRequest,
  user: SignedIn,
): Promise<{ readonly accounts: readonly IdentityRecord[]; readonly profile: Record<string, unknown> }> {
  const details = await findUserDetails(tenant.store.db, user.userId, false);
  const ofConnection = (details?.identities ?? [])
    .map(({ identity }) => identity)
    .filter(({ connection }) => connection === linking?.connection);
  if (!details || ofConnection.length === 0) throw refuse('The user has no account of this connection');
  const linked = ofConnection.filter(({ position }) => position > 0);
  if (linked.length === 0) throw refuse('Main identity cannot be removed.');
  // Its session would end with it, and nobody would be left to go back to the application.
  const accounts = linked.filter(({ identityId }) => identityId !== user.identityId);
  if (accounts.length === 0) throw refuse('Sign in with another account to unlink this one');
  return { accounts, profile: details.user.profile };
}

async function show(
  server: OauthServer,
  client: Client,
  { request, user }: UnlinkTransaction,
  place: { state: string; browserHash: string },
): Promise<Reply> {
  const { accounts, profile } = await listUnlinkable(server, request, user);
  const connection = await findConnection(server.tenant, request.linking?.connection ?? '');
  return {
    kind: 'page',
    model: {
      page: 'unlink',
      clientName: client.settings.name,
      clientLogo: client.settings.logo_uri,
      connection: connection ? labelOf(connection) : (request.linking?.connection ?? ''),
      accounts: accounts.map(({ identityId, idpUserId, profileData = {} }) => ({
        id: identityId,
        name: nameOf(profileData) ?? idpUserId,
      })),
      user: nameOf(profile) ?? user.userId,
      transaction: place.state,
      fields: { [confirmationField]: confirmationFor(server, 'unlink', place) },
      uiLocales: request.uiLocales,
    },
  };
}

/** GET /u/unlink asks which account; POST takes the answer, once, by the rules of `showOrTakeLink`. */
export async function showOrTakeUnlink(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const gone: Reply = { kind: 'error-page', error: new ValetkeyError('transaction_unknown') };
  const { tenant, vault } = server;
  const parameters = readParameters(request.parameters);
  const state = parameters.get('state');
  const { hash: browserHash } = identifyBrowser(server, request);
  const found = await findUnlink(server, state, browserHash);
  const client = found && (await findRequester(server, found.request));
  if (!client || state === undefined) return gone;
  if ((await findSession(server, request))?.sid !== found.user.sid) return gone;
  const place = { state, browserHash };
  const { user } = found;
  server.log.about({ clientId: client.clientId, userId: user.userId });
  try {
    if (request.method === 'GET') return await show(server, client, found, place);
    const confirmation = parameters.get(confirmationField) ?? '';
    if (!equalSecrets(confirmation, confirmationFor(server, 'unlink', place))) return gone;
    if (!(await consumeUnlink(server, state, browserHash))) return gone;
    const { accounts } = await listUnlinkable(server, found.request, user);
    const chosen = accounts.find(({ identityId }) => identityId === parameters.get('account'));
    if (!chosen) throw refuse('User did not authorize the request');
    await unlinkIdentity(vault, user.userId, chosen);
    server.log.write('sapi', { description: 'An account was unlinked by its user', connection: chosen.connection });
    return await tenant.store.transaction((db) =>
      completeSignIn(server, db, { client, request: found.request, user, browserHash }),
    );
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.fail('fapi', error);
    return respondWithError(server, found.request, error);
  }
}
