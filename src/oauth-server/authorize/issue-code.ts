import { ValetkeyError } from '../../base/index.ts';
import { type Db, type Device, insertAuthorization, noteSessionClient } from '../../storage/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { AuthorizationRequest } from './request.ts';

/** Milliseconds: a code is fetched within moments or never (RFC 6749 section 4.1.2). */
const codeLifetime = 60_000;
/** Milliseconds that a row stays without tokens: long enough to notice that a code is used again. */
const rowLifetime = 24 * 3_600_000;

/** What /oauth/token and /userinfo need to know later; kept with the authorization. */
export interface AuthorizationDetails {
  readonly redirectUri: string;
  readonly redirectUriGiven: boolean;
  readonly codeChallenge: string | undefined;
  /** Missing in codes of earlier versions. */
  readonly dpopJkt?: string | undefined;
  readonly scope: readonly string[];
  readonly audience: string | undefined;
  readonly nonce: string | undefined;
  readonly sid: string;
  /** Milliseconds. */
  readonly authTime: number;
  /** Of the sign-in: once it is switched off, what came of it ends. */
  readonly connectionId: string;
  /** Where the browser was that this began in. */
  readonly device?: Device;
}

export interface SignedIn {
  readonly userId: string;
  readonly identityId: string;
  readonly sessionHash: string;
  readonly sid: string;
  readonly authTime: number;
  readonly connectionId: string;
  /** As the session saw it last. */
  readonly lastDevice: Device;
}

/**
 * Issues a code for this user. The store sees only its hash. Runs in a transaction.
 * @param userGrantId the consent that it rests on, if one was needed
 * @throws {ValetkeyError} `login_required` when the session has ended meanwhile
 */
export async function issueCode(
  server: OauthServer,
  db: Db,
  request: AuthorizationRequest,
  user: SignedIn,
  userGrantId: string | undefined,
): Promise<string> {
  if (!(await noteSessionClient(db, user.sessionHash, request.clientId))) throw new ValetkeyError('login_required');
  const { ids, hash, clock } = server.tenant;
  const code = ids.token();
  const details: AuthorizationDetails = {
    redirectUri: request.redirectUri,
    redirectUriGiven: request.redirectUriGiven,
    codeChallenge: request.codeChallenge,
    dpopJkt: request.dpopJkt,
    scope: request.scope,
    audience: request.audience,
    nonce: request.nonce,
    sid: user.sid,
    authTime: user.authTime,
    connectionId: user.connectionId,
    device: user.lastDevice,
  };
  await insertAuthorization(db, {
    authorizationId: ids.token(16),
    clientId: request.clientId,
    userId: user.userId,
    identityId: user.identityId,
    request: details,
    sid: user.sid,
    userGrantId,
    codeHash: hash('authorization-code', code),
    codeExpiresAt: clock.now() + codeLifetime,
    expiresAt: clock.now() + rowLifetime,
  });
  return code;
}
