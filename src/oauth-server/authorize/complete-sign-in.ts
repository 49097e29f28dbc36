import { ValetkeyError } from '../../base/index.ts';
import type { Db } from '../../storage/index.ts';
import type { Client } from '../../tenant/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { Reply } from '../reply.ts';
import { findConsent } from './consent/find-consent.ts';
import { issueCode, type SignedIn } from './issue-code.ts';
import type { AuthorizationRequest } from './request.ts';
import { respond } from './respond.ts';
import { startTransaction } from './transactions.ts';

export interface Completion {
  readonly client: Client;
  readonly request: AuthorizationRequest;
  readonly user: SignedIn;
  readonly browserHash: string;
}

/**
 * The user is known: now there is a code, or a question before it. Runs in a transaction.
 * @throws {ValetkeyError} `consent_required` when the application does not want the user to be asked.
 */
export async function completeSignIn(
  server: OauthServer,
  db: Db,
  { client, request, user, browserHash }: Completion,
): Promise<Reply> {
  const consent = await findConsent(server, db, client, request, user.userId);
  if (consent.kind !== 'missing') {
    const userGrantId = consent.kind === 'given' ? consent.userGrantId : undefined;
    return respond(server, request, { code: await issueCode(server, db, request, user, userGrantId) });
  }
  if (request.prompt.includes('none')) throw new ValetkeyError('consent_required');
  const state = server.tenant.ids.token();
  const { userId, identityId, sessionHash, sid, authTime, connectionId, lastDevice } = user;
  const signedIn = { userId, identityId, sessionHash, sid, authTime, connectionId, lastDevice };
  await startTransaction(server, 'consent', state, browserHash, { request, user: signedIn }, db);
  return { kind: 'redirect', location: `${server.tenant.issuer}u/consent?state=${state}` };
}
