import type { ServerResponse } from 'node:http';
import { type Behaviour, type Endpoint, type Json, type LoggedRequest, overlay } from './behaviour.ts';
import { sendJson } from './faults.ts';
import type { Grant, Grants } from './grants.ts';
import { accessTokenHash, type Signer } from './id-token.ts';

/** What the endpoints work on. */
export interface IdpState {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly behaviour: Behaviour;
  readonly grants: Grants;
  readonly signer: Signer;
  /** Seconds since 1970. */
  now(): number;
  findUser(hint: string): Json;
}

type Handler = (idp: IdpState, request: LoggedRequest, response: ServerResponse) => Promise<void> | void;

function redirectBack(response: ServerResponse, request: LoggedRequest, answer: Json): void {
  const target = new URL(request.params.redirect_uri ?? 'http://127.0.0.1/missing-redirect-uri');
  for (const [name, value] of Object.entries(answer)) {
    if (value !== undefined) target.searchParams.set(name, String(value));
  }
  response.writeHead(302, { location: target.href }).end();
}

const authorize: Handler = (idp, request, response) => {
  const { params } = request;
  const { behaviour } = idp;
  const iss = behaviour.issParameter === true ? idp.url : behaviour.issParameter || undefined;
  const fault = behaviour.faults.authorize;
  if (fault?.kind === 'error') {
    const { error, description } = fault;
    return redirectBack(response, request, { error, error_description: description, state: params.state, iss });
  }
  if (params.client_id !== idp.clientId) return sendJson(response, 400, { error: 'invalid_client' });
  const scope = params.scope ?? '';
  const code = idp.grants.createCode({
    subject: String(idp.findUser(params.login_hint ?? behaviour.user).sub),
    scope,
    nonce: params.nonce,
    redirectUri: params.redirect_uri ?? '',
    challenge: params.code_challenge,
    authTime: idp.now(),
    offline: params.access_type === 'offline' || scope.split(/[ ,]/).includes('offline_access'),
    revoked: false,
  });
  redirectBack(response, request, { code, state: params.state, iss });
};

/** RFC 6749 section 2.3.1: id and secret are form-encoded before they go into the header. */
function decodeForm(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** client_secret_post, client_secret_basic, or an assertion, which the tests read from the log. */
function authenticateClient(idp: IdpState, request: LoggedRequest): boolean {
  const { params, headers } = request;
  if (params.client_assertion !== undefined) return true;
  const basic = headers.authorization?.match(/^Basic (.+)$/)?.[1];
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':').map(decodeForm)
    : [params.client_id, params.client_secret];
  return id === idp.clientId && secret === idp.clientSecret;
}

async function createTokens(idp: IdpState, grant: Grant, refreshing: boolean): Promise<Json> {
  const { behaviour, grants, signer } = idp;
  const accessToken = grants.createToken('access', grant);
  const wanted = behaviour.refreshTokens === 'always' || (behaviour.refreshTokens === 'on-request' && grant.offline);
  const alg = behaviour.idToken.alg ?? signer.jwks().keys[0]!.alg!;
  const claims = overlay(idp.findUser(grant.subject), {
    iss: idp.url,
    aud: idp.clientId,
    iat: idp.now(),
    exp: idp.now() + 600,
    auth_time: grant.authTime,
    nonce: refreshing ? undefined : grant.nonce,
    at_hash: accessTokenHash(accessToken, alg),
  });
  const withIdToken = grant.scope.split(/[ ,]/).includes('openid') && !behaviour.idToken.omit;
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: behaviour.accessTokenLifetime,
    scope: grant.scope,
    refresh_token: wanted && (!refreshing || behaviour.rotate) ? grants.createToken('refresh', grant) : undefined,
    id_token: withIdToken ? await signer.sign(claims, behaviour.idToken) : undefined,
  };
}

const token: Handler = async (idp, request, response) => {
  const { params } = request;
  if (!authenticateClient(idp, request)) return sendJson(response, 401, { error: 'invalid_client' });
  const refreshing = params.grant_type === 'refresh_token';
  const grant = refreshing ? idp.grants.find('refresh', params.refresh_token ?? '') : idp.grants.consumeCode(params);
  if (!grant) return sendJson(response, 400, { error: 'invalid_grant', error_description: 'not a grant of ours' });
  if (refreshing && idp.behaviour.rotate) idp.grants.retire(params.refresh_token!);
  const answer = overlay(await createTokens(idp, grant, refreshing), idp.behaviour.tokenAnswer);
  if (!idp.behaviour.formEncoded) return sendJson(response, 200, answer);
  const form = new URLSearchParams(
    Object.entries(answer).map(([name, value]): [string, string] => [name, String(value)]),
  );
  response.writeHead(200, { 'content-type': 'application/x-www-form-urlencoded' }).end(form.toString());
};

function bearerGrant(idp: IdpState, request: LoggedRequest): Grant | undefined {
  return idp.grants.find('access', request.headers.authorization?.match(/^(?:Bearer|token) (.+)$/i)?.[1] ?? '');
}

const userinfo: Handler = (idp, request, response) => {
  const grant = bearerGrant(idp, request);
  if (!grant) return sendJson(response, 401, { error: 'invalid_token' });
  sendJson(response, 200, overlay(idp.findUser(grant.subject), idp.behaviour.userinfo));
};

/** The way of GitHub: the client deletes the user's whole grant, by any token of it that lives. */
function deleteGrant(idp: IdpState, request: LoggedRequest, response: ServerResponse): void {
  if (!authenticateClient(idp, request)) {
    sendJson(response, 401, { message: 'Requires authentication' });
    return;
  }
  const token = request.params.access_token ?? '';
  if (!idp.grants.find('access', token)) {
    sendJson(response, 404, { message: 'Not Found' });
    return;
  }
  idp.grants.revoke(token);
  response.writeHead(204).end();
}

/** The way of Facebook: the user's own token takes the permissions away. */
function deletePermissions(idp: IdpState, request: LoggedRequest, response: ServerResponse): void {
  const grant = bearerGrant(idp, request);
  if (!grant || !request.path.startsWith(`/api/${grant.subject}/`)) {
    sendJson(response, 400, { error: { message: 'Invalid OAuth access token', code: 190 } });
    return;
  }
  grant.revoked = true;
  sendJson(response, 200, { success: true });
}

/** Any address under /api/: what the test put there, or who asks and with which scopes. */
const api: Handler = (idp, request, response) => {
  if (request.method === 'DELETE' && /^\/api\/applications\/[^/]+\/grant$/.test(request.path)) {
    return deleteGrant(idp, request, response);
  }
  if (request.method === 'DELETE' && request.path.endsWith('/permissions')) {
    return deletePermissions(idp, request, response);
  }
  const grant = bearerGrant(idp, request);
  if (!grant) return sendJson(response, 401, { error: 'invalid_token' });
  const { api: answers } = idp.behaviour;
  sendJson(response, 200, answers[request.path] ?? { user: grant.subject, scope: grant.scope, path: request.path });
};

const revoke: Handler = (idp, request, response) => {
  if (!authenticateClient(idp, request)) return sendJson(response, 401, { error: 'invalid_client' });
  idp.grants.revoke(request.params.token ?? '');
  response.writeHead(200).end();
};

const jwks: Handler = (idp, _request, response) =>
  sendJson(response, 200, overlay({ ...idp.signer.jwks() }, idp.behaviour.jwks));

const discovery: Handler = (idp, _request, response) => {
  const document = {
    issuer: idp.url,
    authorization_endpoint: `${idp.url}/authorize`,
    token_endpoint: `${idp.url}/token`,
    userinfo_endpoint: `${idp.url}/userinfo`,
    jwks_uri: `${idp.url}/jwks`,
    revocation_endpoint: `${idp.url}/revoke`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: idp.signer.jwks().keys.map((key) => key.alg),
    authorization_response_iss_parameter_supported: idp.behaviour.issParameter !== false,
  };
  sendJson(response, 200, overlay(document, idp.behaviour.metadata));
};

export const handlers: Record<Endpoint, Handler> = { authorize, token, userinfo, jwks, discovery, revoke, api };

export function endpointOf(path: string): Endpoint | undefined {
  if (path === '/.well-known/openid-configuration') return 'discovery';
  if (path.startsWith('/api/')) return 'api';
  const name = path.slice(1);
  return Object.hasOwn(handlers, name) ? (name as Endpoint) : undefined;
}
