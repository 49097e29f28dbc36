import { type Db, findUserGrant } from '../../../storage/index.ts';
import type { Client } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import type { AuthorizationRequest } from '../request.ts';
import { asksForConsent } from './asks-for-consent.ts';

export type Consent =
  /** Nobody has to be asked. */
  | { readonly kind: 'unneeded' }
  | { readonly kind: 'given'; readonly userGrantId: string }
  | { readonly kind: 'missing' };

/** The API by which a consent is kept; without one it is about the profile, which Auth0 files under /userinfo. */
export function audienceOfConsent({ tenant }: OauthServer, { audience }: AuthorizationRequest): string {
  return audience ?? `${tenant.issuer}userinfo`;
}

/** Whether the user has allowed all that this request asks for. Runs in a transaction, in which the answer holds. */
export async function findConsent(
  server: OauthServer,
  db: Db,
  client: Client,
  request: AuthorizationRequest,
  userId: string,
): Promise<Consent> {
  if (!(await asksForConsent(server, client, request))) return { kind: 'unneeded' };
  if (request.prompt.includes('consent')) return { kind: 'missing' };
  const key = { userId, clientId: client.clientId, audience: audienceOfConsent(server, request) };
  const grant = await findUserGrant(db, key);
  const covered = grant && request.scope.every((scope) => grant.scope.includes(scope));
  return covered ? { kind: 'given', userGrantId: grant.userGrantId } : { kind: 'missing' };
}
