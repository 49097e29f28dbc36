import { equalSecrets, ValetkeyError } from '../../../base/index.ts';
import { findUser, findUserGrant, lockUser, saveUserGrant } from '../../../storage/index.ts';
import { type Client, findResourceServer } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import { readParameters } from '../../parameters.ts';
import type { BrowserRequest, PageModel, Reply } from '../../reply.ts';
import { identifyBrowser } from '../../sessions/browser.ts';
import { findSession } from '../../sessions/session.ts';
import { openIdScopes } from '../../user-scopes.ts';
import { chooseConnection, withAnotherAccount } from '../choose-connection.ts';
import { findRequester } from '../find-requester.ts';
import { issueCode } from '../issue-code.ts';
import { respond, respondWithError } from '../respond.ts';
import { type ConsentTransaction, consumeConsent, findConsent } from '../transactions.ts';
import { audienceOfConsent } from './find-consent.ts';

const confirmationField = 'confirmation';

/** Proof that the form came from a page that we showed to this very browser, for this very question. */
function confirmationFor({ tenant }: OauthServer, browserHash: string, state: string): string {
  return tenant.hash('browser', `consent\0${browserHash}\0${state}`);
}

async function describe(
  server: OauthServer,
  client: Client,
  { request, user }: ConsentTransaction,
  state: string,
  browserHash: string,
): Promise<PageModel> {
  const { tenant } = server;
  const api = request.audience === undefined ? undefined : await findResourceServer(tenant, request.audience);
  const { profile = {} } = (await findUser(tenant.store.db, user.userId)) ?? {};
  const account = [profile.email, profile.name, profile.nickname].find((name) => typeof name === 'string');
  const described = new Map(api?.settings.scopes.map(({ value, description }) => [value, description || value]));
  // At the Management API a user gives rights over the account itself: what they are, our own words say.
  const isOwn = (scope: string) => openIdScopes.includes(scope) || api?.isSystem === true;
  const ofApi = request.scope.filter((scope) => !isOwn(scope));
  return {
    page: 'consent',
    clientName: client.settings.name,
    clientLogo: client.settings.logo_uri,
    account: account as string | undefined,
    apiName: ofApi.length > 0 ? (api?.settings.name ?? request.audience) : undefined,
    accountScopes: request.scope.filter(isOwn),
    apiScopes: ofApi.map((scope) => described.get(scope) ?? scope),
    transaction: state,
    // Nobody but the user whom the application named would get a code.
    otherAccount: request.hintedUserId === undefined,
    fields: { [confirmationField]: confirmationFor(server, browserHash, state) },
    uiLocales: request.uiLocales,
  };
}

/** Keeps the consent, and issues the code that rests on it. */
async function allow(server: OauthServer, { request, user }: ConsentTransaction): Promise<Reply> {
  const { tenant } = server;
  const { userId } = user;
  const { clientId, scope } = request;
  const code = await tenant.store.transaction(async (db) => {
    if (!(await lockUser(db, userId))) throw new ValetkeyError('login_required');
    const key = { userId, clientId, audience: audienceOfConsent(server, request) };
    const before = await findUserGrant(db, key);
    const grant = {
      ...key,
      userGrantId: tenant.ids.alphanumeric(24),
      scope: [...new Set([...(before?.scope ?? []), ...scope])],
    };
    const userGrantId = await saveUserGrant(db, grant, tenant.clock.now());
    return issueCode(server, db, request, user, userGrantId);
  });
  return respond(server, request, { code });
}

/**
 * GET /u/consent asks; POST takes the answer, once. Only the browser and the session that the question came up in can
 * answer it: to every other the address means nothing (T-B10).
 */
export async function showOrTakeConsent(server: OauthServer, request: BrowserRequest): Promise<Reply> {
  const gone: Reply = { kind: 'error-page', error: new ValetkeyError('transaction_unknown') };
  const parameters = readParameters(request.parameters);
  const state = parameters.get('state');
  const browser = identifyBrowser(server, request);
  const found = await findConsent(server, state, browser.hash);
  const client = found && (await findRequester(server, found.request));
  if (!client || state === undefined) return gone;
  const session = await findSession(server, request);
  if (session?.sid !== found.user.sid) return gone;
  if (request.method === 'GET') {
    return { kind: 'page', model: await describe(server, client, found, state, browser.hash) };
  }
  const confirmation = parameters.get(confirmationField) ?? '';
  if (!equalSecrets(confirmation, confirmationFor(server, browser.hash, state))) return gone;
  const taken = await consumeConsent(server, state, browser.hash);
  if (!taken) return gone;
  try {
    const decision = parameters.get('decision');
    if (decision === 'allow') return await allow(server, taken);
    if (decision === 'other' && taken.request.hintedUserId === undefined) {
      return await chooseConnection(server, withAnotherAccount(taken.request), browser.hash);
    }
    throw new ValetkeyError('access_denied', { description: 'User did not authorize the request' });
  } catch (error) {
    if (!(error instanceof ValetkeyError)) throw error;
    server.log.about({ clientId: client.clientId, userId: taken.user.userId });
    server.log.fail('f', error);
    return respondWithError(server, taken.request, error);
  }
}
