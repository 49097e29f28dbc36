import { open, seal } from '../../base/index.ts';
import type { ExpectedAuthTime } from '../../idp-client/index.ts';
import { consumeLoginTransaction, type Db, findLoginTransaction, insertLoginTransaction } from '../../storage/index.ts';
import type { OauthServer } from '../oauth-server.ts';
import type { SignedIn } from './issue-code.ts';
import type { AuthorizationRequest } from './request.ts';

/** Milliseconds that a person has for our page, and for the IdP's. */
const lifetime = 10 * 60_000;

/** Waiting for a choice on our sign-in page. */
export interface LoginTransaction {
  readonly request: AuthorizationRequest;
}

/** Waiting for the IdP: bound to the connection that was asked, with the secrets of this one request. */
export interface IdpTransaction {
  readonly request: AuthorizationRequest;
  readonly connectionId: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly scopesRequested: readonly string[];
  readonly authTime?: ExpectedAuthTime | undefined;
}

/** Waiting for the consent of the user who signed in, in the session that this was in. */
export interface ConsentTransaction {
  readonly request: AuthorizationRequest;
  readonly user: SignedIn;
}

/** Waiting for the user to say yes to the account that the IdP named, in the session that asked for it. */
export interface LinkTransaction {
  readonly request: AuthorizationRequest;
  readonly user: SignedIn;
  readonly connectionId: string;
  readonly issuer: string;
  readonly subject: string;
  readonly scopesRequested: readonly string[];
  /** What the IdP gave, sealed by the vault: nobody else opens it. */
  readonly sealed: string;
}

/** Waiting for the user to choose the account that is to be unlinked. */
export interface UnlinkTransaction {
  readonly request: AuthorizationRequest;
  readonly user: SignedIn;
}

/** Waiting for the IdP, after a link by which a user renews one grant. No application asked, and nobody is signed in. */
export interface ReconnectTransaction {
  readonly ticket: string;
  readonly connectionId: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly scopesRequested: readonly string[];
  readonly uiLocales: string | undefined;
}

/** Waiting for the IdP, because an administrator tries a connection: nobody is to be signed in. */
export interface TryTransaction {
  readonly tryId: string;
  readonly connectionId: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly scopesRequested: readonly string[];
}

interface TransactionTypes {
  login: LoginTransaction;
  idp: IdpTransaction;
  consent: ConsentTransaction;
  link: LinkTransaction;
  unlink: UnlinkTransaction;
  reconnect: ReconnectTransaction;
  try: TryTransaction;
}

function sealContext(server: Pick<OauthServer, 'tenant'>, kind: keyof TransactionTypes, hash: string): string[] {
  return [server.tenant.id, 'login-transaction', kind, hash];
}

/** Stores the transaction for this browser under `state`, a fresh random value of the caller's; in `db` if that is one. */
export async function startTransaction<K extends keyof TransactionTypes>(
  server: Pick<OauthServer, 'tenant'>,
  kind: K,
  state: string,
  browserHash: string,
  transaction: TransactionTypes[K],
  db: Db = server.tenant.store.db,
): Promise<void> {
  const { tenant } = server;
  const transactionHash = tenant.hash('transaction', state);
  const sealed = seal(tenant.keyring, sealContext(server, kind, transactionHash), JSON.stringify(transaction));
  await insertLoginTransaction(db, {
    transactionHash,
    kind,
    browserHash,
    sealed,
    expiresAt: tenant.clock.now() + lifetime,
  });
}

async function read<K extends keyof TransactionTypes>(
  server: OauthServer,
  kind: K,
  state: string | undefined,
  browserHash: string,
  how: typeof findLoginTransaction,
): Promise<TransactionTypes[K] | undefined> {
  if (state === undefined) return undefined;
  const { tenant } = server;
  const transactionHash = tenant.hash('transaction', state);
  const sealed = await how(tenant.store.db, { transactionHash, kind, browserHash, now: tenant.clock.now() });
  return sealed && JSON.parse(open(tenant.keyring, sealContext(server, kind, transactionHash), sealed));
}

/** The transaction of our own page: looked at, because going back and choosing again is no attack. */
export function findLogin(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'login', state, browserHash, findLoginTransaction);
}

/** The transaction of the consent page, to look at. */
export function findConsent(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'consent', state, browserHash, findLoginTransaction);
}

/** The transaction of the consent page, for the one answer that there is to it. */
export function consumeConsent(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'consent', state, browserHash, consumeLoginTransaction);
}

/** The transaction of an IdP's answer: used up by looking, by its own browser only (RFC 9700 section 4.7). */
export function consumeIdpTransaction(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'idp', state, browserHash, consumeLoginTransaction);
}

/** The same for what a link of a user began. */
export function consumeReconnect(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'reconnect', state, browserHash, consumeLoginTransaction);
}

/** The same for a connection that is tried. */
export function consumeTry(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'try', state, browserHash, consumeLoginTransaction);
}

export function findLink(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'link', state, browserHash, findLoginTransaction);
}

export function consumeLink(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'link', state, browserHash, consumeLoginTransaction);
}

export function findUnlink(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'unlink', state, browserHash, findLoginTransaction);
}

export function consumeUnlink(server: OauthServer, state: string | undefined, browserHash: string) {
  return read(server, 'unlink', state, browserHash, consumeLoginTransaction);
}
