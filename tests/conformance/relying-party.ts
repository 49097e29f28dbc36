import * as oauth from 'oauth4webapi';
import { type Browser, createBrowser } from '../broker/index.ts';
import { type Landing, visit, visitByPost } from './person.ts';
import type { Application, OpenIdProvider } from './provider.ts';

// The tests speak plain http on loopback; nothing else is relaxed.
export const insecure = { [oauth.allowInsecureRequests]: true } as const;

export type Parameters = Readonly<Record<string, string | undefined>>;

export interface SignInOptions {
  readonly parameters?: Parameters;
  readonly browser?: Browser;
  readonly application?: Application;
  readonly authentication?: 'basic' | 'post';
  readonly nonce?: boolean;
  readonly pkce?: boolean;
  readonly byPost?: boolean;
  readonly maxAge?: number;
  /** Laid over the order of the parameters: the last first. */
  readonly reversed?: boolean;
}

export interface SignedIn {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly application: Application;
  readonly browser: Browser;
  readonly tokens: oauth.TokenEndpointResponse;
  readonly claims: oauth.IDToken;
  readonly idTokenHeader: Readonly<Record<string, unknown>>;
  readonly code: string;
  /** Of the token endpoint's answer. */
  readonly headers: Headers;
  /** Sends the code once more. */
  redeemAgain(verifier?: string): Promise<Response>;
}

export async function discover(op: OpenIdProvider): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(op.issuer);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
}

/** An authorization request of `basic`; a parameter that is undefined is left out. */
export function authorizationUrl(
  op: OpenIdProvider,
  server: oauth.AuthorizationServer,
  parameters: Parameters,
  reversed = false,
): URL {
  const all = {
    client_id: op.basic.id,
    redirect_uri: op.basic.callback,
    response_type: 'code',
    scope: 'openid',
    ...op.extra,
    ...parameters,
  };
  const pairs = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const url = new URL(server.authorization_endpoint!);
  for (const [name, value] of reversed ? pairs.reverse() : pairs) url.searchParams.set(name, value);
  return url;
}

/** What the provider answers to an authorization request: where the person ends up. */
export async function ask(op: OpenIdProvider, parameters: Parameters, browser = createBrowser()): Promise<Landing> {
  const stop = parameters.redirect_uri ?? op.basic.callback;
  return visit(browser, authorizationUrl(op, await discover(op), parameters), stop);
}

/** A whole sign-in by a relying party that checks all that the specifications let it check. */
export async function signIn(op: OpenIdProvider, options: SignInOptions = {}): Promise<SignedIn> {
  const { application = op.basic, browser = createBrowser(), nonce = true, authentication: how = 'basic' } = options;
  const server = await discover(op);
  const client: oauth.Client = { client_id: application.id };
  const make = how === 'basic' ? oauth.ClientSecretBasic : oauth.ClientSecretPost;
  const authentication = make(application.secret);
  const state = oauth.generateRandomState();
  const expectedNonce = nonce ? oauth.generateRandomNonce() : undefined;
  const verifier = oauth.generateRandomCodeVerifier();
  const challenge = { code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' };
  const parameters = {
    client_id: application.id,
    redirect_uri: application.callback,
    state,
    nonce: expectedNonce,
    ...(options.pkce && challenge),
    ...(options.maxAge !== undefined && { max_age: String(options.maxAge) }),
    ...options.parameters,
  };
  const url = authorizationUrl(op, server, parameters, options.reversed);
  const landing = await (options.byPost ? visitByPost : visit)(browser, url, application.callback);
  if (landing.page) throw new Error(`the sign-in ended on a page: ${landing.page.status} at ${landing.url.href}`);
  const callback = oauth.validateAuthResponse(server, client, landing.url, state);
  const redeem = (proof: string | typeof oauth.nopkce) =>
    oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      callback,
      application.callback,
      proof,
      insecure,
    );
  const response = await redeem(options.pkce ? verifier : oauth.nopkce);
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: expectedNonce ?? oauth.expectNoNonce,
    requireIdToken: true,
    ...(options.maxAge !== undefined && { maxAge: options.maxAge }),
  });
  await oauth.validateApplicationLevelSignature(server, response, insecure);
  return {
    server,
    client,
    authentication,
    application,
    browser,
    tokens,
    claims: oauth.getValidatedIdTokenClaims(tokens)!,
    idTokenHeader: JSON.parse(Buffer.from(tokens.id_token!.split('.')[0]!, 'base64url').toString()),
    code: callback.get('code')!,
    headers: response.headers,
    redeemAgain: (other) => redeem(other ?? (options.pkce ? verifier : oauth.nopkce)),
  };
}

/** The userinfo of whoever signed in, checked against the ID token's subject. */
export async function readUserinfo({ server, client, tokens, claims }: SignedIn): Promise<oauth.UserInfoResponse> {
  const response = await oauth.userInfoRequest(server, client, tokens.access_token, insecure);
  return oauth.processUserInfoResponse(server, client, claims.sub, response);
}
