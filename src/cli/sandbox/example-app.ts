import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Configuration, CustomFetch } from 'openid-client';
import { type Backend, callIdpForUser } from './example-app-backend.ts';
import { type ExampleConnection, sendFailure, sendResult, sendWelcome } from './example-app-pages.ts';
import { createSessions, type Session } from './example-app-sessions.ts';
import { loadOptional } from './load-optional.ts';
import { listenOnLoopback } from './loopback-server.ts';
import { createTrustingFetch } from './trusting-fetch.ts';

export interface ExampleAppOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: string;
  /** The broker. Not asked before the first sign-in, so it may start later. */
  readonly issuer: string;
  /** The application that people sign in to; its callback is `{url}/callback`, its logout URL is `{url}/`. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** The machine-to-machine client of its server. */
  readonly backend: { readonly clientId: string; readonly clientSecret: string };
  readonly connections: readonly ExampleConnection[];
  /** What its server GETs at the IdP with the user's token, by connection. */
  readonly idpApis: Readonly<Record<string, readonly string[]>>;
  /** PEM of the authority that the broker's certificate comes from. */
  readonly ca?: string;
}

export interface ExampleApp {
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a small web application that knows the broker as any customer's would: by OpenID Connect and the Management API.
 * @throws Error when openid-client is not installed, or the port is taken.
 */
export async function startExampleApp(options: ExampleAppOptions): Promise<ExampleApp> {
  const oidc = await loadOptional('openid-client@6.9.0', () => import('openid-client'));
  const server = await listenOnLoopback(options.port, options.host);
  const callbackUrl = `${server.origin}/callback`;
  const issuer = options.issuer.replace(/\/?$/, '/');
  const broker = createTrustingFetch(options.ca);
  const backend: Backend = { ...options.backend, issuer, idpApis: options.idpApis, fetch: broker.fetch };
  const sessions = createSessions();
  let known: Configuration | undefined;

  async function configuration(): Promise<Configuration> {
    known ??= await oidc.discovery(new URL(issuer), options.clientId, options.clientSecret, undefined, {
      ...(issuer.startsWith('http:') && { execute: [oidc.allowInsecureRequests] }),
      [oidc.customFetch]: broker.fetch as CustomFetch,
    });
    return known;
  }

  function redirect(response: ServerResponse, location: string | URL): void {
    response.writeHead(303, { location: String(location), 'cache-control': 'no-store' }).end();
  }

  async function beginSignIn(request: IncomingMessage, response: ServerResponse, name: string | null): Promise<void> {
    const connection = options.connections.find((it) => it.name === name);
    if (!connection) return sendFailure(response, 404, 'This application has no such way to sign in.');
    const pending = {
      connection: connection.name,
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const authorizeUrl = oidc.buildAuthorizationUrl(await configuration(), {
      redirect_uri: callbackUrl,
      scope: 'openid profile email',
      connection: connection.name,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      ...connection.parameters,
    });
    sessions.write(request, response, { pending });
    redirect(response, authorizeUrl);
  }

  async function finishSignIn(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { pending } = sessions.read(request);
    if (!pending) return sendFailure(response, 400, 'No sign-in was begun in this browser, or it is over.');
    const tokens = await oidc.authorizationCodeGrant(await configuration(), url, {
      pkceCodeVerifier: pending.verifier,
      expectedState: pending.state,
      expectedNonce: pending.nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    const signedIn: Session['signedIn'] = {
      connection: pending.connection,
      userId: claims.sub,
      name: String(claims.name ?? claims.email ?? claims.sub),
      signInStep: {
        title: `You signed in through ${options.connections.find((it) => it.name === pending.connection)?.label}`,
        text: 'The application checked the signature, issuer, audience and nonce of the ID token. These are its claims.',
        answer: claims,
      },
      backendSteps: await callIdpForUser(backend, claims.sub, pending.connection),
    };
    sessions.write(request, response, { signedIn });
    redirect(response, '/');
  }

  async function readAgain(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { signedIn } = sessions.read(request);
    if (signedIn) {
      const backendSteps = await callIdpForUser(backend, signedIn.userId, signedIn.connection);
      sessions.write(request, response, { signedIn: { ...signedIn, backendSteps } });
    }
    redirect(response, '/');
  }

  function signOut(request: IncomingMessage, response: ServerResponse): void {
    sessions.write(request, response, {});
    const logout = new URL(`${issuer}v2/logout`);
    logout.search = new URLSearchParams({ client_id: options.clientId, returnTo: `${server.origin}/` }).toString();
    redirect(response, logout);
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', server.origin);
    try {
      switch (`${request.method} ${url.pathname}`) {
        case 'GET /': {
          const { signedIn } = sessions.read(request);
          if (!signedIn) return sendWelcome(response, options.connections);
          return sendResult(response, signedIn.name, [signedIn.signInStep, ...signedIn.backendSteps]);
        }
        case 'GET /sign-in':
          return await beginSignIn(request, response, url.searchParams.get('connection'));
        case 'GET /callback':
          return await finishSignIn(request, response, url);
        case 'POST /read-again':
          return await readAgain(request, response);
        case 'POST /sign-out':
          return signOut(request, response);
        default:
          return sendFailure(response, 404, 'There is nothing here.');
      }
    } catch (error) {
      sendFailure(response, 502, reasonOf(error));
    }
  }
  server.handle(handle);

  return {
    url: server.origin,
    async close() {
      await server.close();
      await broker.close();
    },
  };
}

/** What the broker said, as OAuth names it, or else what went wrong on the way. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Something unexpected happened.';
  const { error: code, error_description: description } = error as { error?: unknown; error_description?: unknown };
  if (typeof code === 'string') return [code, description].filter(Boolean).join(': ');
  return `${error.message}.`;
}
