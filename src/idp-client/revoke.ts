import { revocationRequest } from 'oauth4webapi';
import type { Secret } from '../base/index.ts';
import { type JsonObject, type Revocation, resolveEndpoints, resolveRevocation } from '../providers/index.ts';
import { createClientAuth, type IdpConnection, misconfigured } from './connection.ts';
import { type Deps, oauthClient, requestOptions } from './deps.ts';
import { parseJson } from './egress/read-body.ts';
import { cleanErrorCode, createFailure, guardAnswer } from './failure.ts';
import { findMetadata, type IdpMetadata } from './metadata.ts';
import { isTemporary, readRetryAfter } from './token-answer.ts';

/** A token of the grant that is to be taken back. The IdPs' own ways want an access token that lives. */
export interface RevocationInput {
  readonly token: Secret;
  readonly kind: 'access_token' | 'refresh_token';
  /** The user's id at the IdP. */
  readonly subject: string;
}

/** `unknown_token`: the IdP does not know the token, or not any more, which is what was wanted. */
export type RevocationOutcome = 'revoked' | 'unknown_token' | 'not_supported';

/** What a revocation endpoint answered, whatever its way. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** T-E20: a token is taken back where it came from; an address that was set later must not lead it elsewhere. */
function refuseForeignAddress(connection: IdpConnection, metadata: IdpMetadata, url: string): void {
  const { provider, options } = connection;
  const configured = resolveEndpoints(provider, options).revocation_endpoint;
  // What the issuer publishes, or the provider's file says, is no setting.
  if (configured === undefined || configured === provider.endpoints({}).revocation_endpoint) return;
  const origins = [metadata.issuer, metadata.token_endpoint, provider.revocation?.url].map((one) =>
    one !== undefined && URL.canParse(one) ? new URL(one).origin : undefined,
  );
  if (!origins.includes(new URL(url).origin)) {
    throw misconfigured(connection, 'its revocation_endpoint is on another host than its token endpoint');
  }
}

/** RFC 7009 section 2.1. */
async function postToken(deps: Deps, connection: IdpConnection, metadata: IdpMetadata, input: RevocationInput) {
  const auth = await createClientAuth(connection);
  const response = await guardAnswer('revocation', () =>
    revocationRequest(metadata, oauthClient(deps, connection), auth, input.token.reveal(), {
      ...requestOptions(deps),
      additionalParameters: { token_type_hint: input.kind },
    }),
  );
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function basicAuthorization(connection: IdpConnection): string {
  const { clientId, clientSecret } = connection;
  if (!clientSecret) throw misconfigured(connection, 'no client_secret');
  return `Basic ${Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64')}`;
}

/** The IdPs' own ways: the grant is a thing that is deleted, by the client or with the user's token. */
async function deleteGrant(
  deps: Deps,
  connection: IdpConnection,
  { way, url }: { way: Revocation['way']; url: string },
  token: Secret,
): Promise<Answer> {
  const headers = { accept: 'application/json', ...connection.provider.profileHeaders?.(connection.options) };
  if (way === 'delete-with-token') {
    return deps.egress.request(url, {
      method: 'DELETE',
      headers: { ...headers, authorization: `Bearer ${token.reveal()}` },
    });
  }
  return deps.egress.request(url, {
    method: 'DELETE',
    headers: { ...headers, authorization: basicAuthorization(connection), 'content-type': 'application/json' },
    body: JSON.stringify({ access_token: token.reveal() }),
  });
}

function readError({ provider }: IdpConnection, { text }: Answer): string | undefined {
  try {
    const answer = parseJson(text) as JsonObject;
    return cleanErrorCode((provider.plainTokenAnswer?.(answer) ?? answer)?.error);
  } catch {
    return undefined;
  }
}

function judge(deps: Deps, connection: IdpConnection, way: Revocation['way'], answer: Answer): RevocationOutcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return 'revoked';
  const error = readError(connection, answer);
  const temporary = isTemporary(status, error);
  const gone = ['invalid_token', 'invalid_grant', ...(connection.provider.tokens.goneErrors ?? [])];
  if (!temporary && error !== undefined && gone.includes(error)) return 'unknown_token';
  if (way === 'rfc7009' && error === 'unsupported_token_type') return 'not_supported';
  if (way === 'delete-grant-basic' && status === 404) return 'unknown_token';
  if (way === 'delete-with-token' && status === 401) return 'unknown_token';
  const retryAfter = readRetryAfter(answer.headers, deps.clock);
  throw createFailure(
    temporary ? 'idp_unreachable' : 'idp_refused',
    `revocation: status ${status}, error ${error ?? 'none'}`,
    { status, ...(error && { error }), ...(retryAfter !== undefined && { retryAfter }) },
  );
}

/**
 * Takes a grant back at the IdP: by RFC 7009, or in the provider's own way.
 * @throws {ValetkeyError} `idp_unreachable` (try again later), `idp_refused`, `idp_answer_invalid`,
 * `connection_misconfigured`, `egress_refused`.
 */
export async function revokeGrant(
  deps: Deps,
  connection: IdpConnection,
  input: RevocationInput,
): Promise<RevocationOutcome> {
  const { provider, options, clientId } = connection;
  const metadata = await findMetadata(deps, connection);
  const way = provider.revocation?.way ?? 'rfc7009';
  const values = { client_id: clientId, subject: input.subject };
  const found = way === 'rfc7009' ? undefined : resolveRevocation(provider, options, metadata, values);
  const url = way === 'rfc7009' ? metadata.revocation_endpoint : found?.url;
  if (url === undefined) return 'not_supported';
  refuseForeignAddress(connection, metadata, url);
  const answer = found
    ? await deleteGrant(deps, connection, found, input.token)
    : await postToken(deps, connection, metadata, input);
  return judge(deps, connection, way, answer);
}
