import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { systemClock } from '../../base/index.ts';
import { loadOptional } from './load-optional.ts';
import { listenOnLoopback } from './loopback-server.ts';
import { serveIdpApi } from './strict-idp-api.ts';
import { type StrictIdpOptions, sessionCookie, strictConfiguration } from './strict-idp-configuration.ts';
import { signingKeys } from './strict-idp-keys.ts';
import { sendIdpError, serveSignIn } from './strict-idp-sign-in.ts';

export interface StrictIdp {
  readonly issuer: string;
  /** `GET {apiUrl}/me` and `GET {apiUrl}/calendar` demand a live access token; the latter with scope calendar.read. */
  readonly apiUrl: string;
  readonly endpoints: {
    readonly issuer: string;
    readonly authorization_endpoint: string;
    readonly token_endpoint: string;
    readonly userinfo_endpoint: string;
    readonly jwks_uri: string;
    readonly revocation_endpoint: string;
  };
  close(): Promise<void>;
}

/**
 * Makes an authorization request what a person would have made it who sits down anew and consents to all of it:
 * no session of an earlier sign-in, and consent asked for, without which OpenID Connect Core section 11 lets the
 * provider drop offline_access in silence. A request with prompt=none stays as it is.
 */
function startAnew(request: IncomingMessage, url: URL): void {
  const prompts = (url.searchParams.get('prompt') ?? '').split(' ').filter(Boolean);
  if (prompts.includes('none')) return;
  const cookies = (request.headers.cookie ?? '').split(/; */).filter((cookie) => !cookie.startsWith(sessionCookie));
  request.headers.cookie = cookies.join('; ');
  if (url.pathname !== '/auth' || request.method !== 'GET') return;
  url.searchParams.set('prompt', [...new Set([...prompts, 'consent'])].join(' '));
  request.url = `${url.pathname}${url.search}`;
}

/**
 * Starts an OpenID provider that bends no rule: PKCE with S256, access tokens of 60 s, refresh tokens that work once
 * (a second use ends the whole grant), and an API that refuses every token but its own live ones.
 * All state but the signing keys is in memory: after a restart every token and grant of it is unknown.
 * @throws Error when oidc-provider is not installed, or the port is taken.
 */
export async function startStrictIdp(options: StrictIdpOptions): Promise<StrictIdp> {
  const library = await loadOptional('oidc-provider@9.13.3', () => import('oidc-provider'));
  const keys = options.keys ?? (await signingKeys(options.directory));
  const server = await listenOnLoopback(options.port, options.host);
  const issuer = options.issuer ?? server.origin;
  const clock = options.clock ?? systemClock;
  const policy = library.interactionPolicy.base();
  policy.add(new library.interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  const reused = () => new library.errors.InvalidGrant('already used');
  const provider: Provider = new library.default(issuer, strictConfiguration(options, { keys, policy, reused }));
  const serveOpenId = provider.callback();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    if (url.pathname.startsWith('/api/')) return serveIdpApi(provider, clock, request, response, url.pathname);
    if (url.pathname.startsWith('/interaction/')) {
      try {
        return await serveSignIn(provider, request, response, url.pathname);
      } catch (error) {
        if (!(error instanceof library.errors.SessionNotFound)) throw error;
        const advice = 'It was finished, or lies too far back. Go back to the application and start again.';
        return sendIdpError(response, 400, 'This sign-in is not known here.', advice);
      }
    }
    if (url.pathname === '/auth' || url.pathname.startsWith('/auth/')) startAnew(request, url);
    await serveOpenId(request, response);
  }
  server.handle(handle);

  return {
    issuer,
    apiUrl: `${server.origin}/api`,
    endpoints: {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/me`,
      jwks_uri: `${issuer}/jwks`,
      revocation_endpoint: `${issuer}/token/revocation`,
    },
    close: () => server.close(),
  };
}
