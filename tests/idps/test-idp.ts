import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Behaviour, type Endpoint, honest, type Json, type LoggedRequest } from './behaviour.ts';
import { endpointOf, handlers, type IdpState } from './endpoints.ts';
import { playFault, sendJson } from './faults.ts';
import { createGrants, inventUser } from './grants.ts';
import { createSigner } from './id-token.ts';

export interface TestIdpOptions {
  clientId?: string;
  clientSecret?: string;
  /** Claims of the users that matter to the test, by subject; anybody else is invented. */
  users?: Record<string, Json>;
  /** The first signs; RS256 unless told. */
  algorithms?: readonly string[];
  /** Milliseconds since 1970, for the times in ID tokens. */
  clock?: { now(): number };
  /** Serves HTTPS with these PEM texts. */
  tls?: { key: string; cert: string };
}

export interface TestIdp {
  /** Origin and issuer, without a slash at the end. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The addresses, named as in `Endpoints` of the providers. */
  readonly endpoints: Record<
    'issuer' | 'authorization_endpoint' | 'token_endpoint' | 'userinfo_endpoint' | 'jwks_uri' | 'revocation_endpoint',
    string
  >;
  /** Every request, in the order of arrival. */
  readonly log: LoggedRequest[];
  requests(endpoint: Endpoint): LoggedRequest[];
  /** Lays a part over the behaviour in force. */
  behave(part: Partial<Behaviour>): void;
  /** Honest again, with an empty log. */
  reset(): void;
  rotateKeys(): Promise<void>;
  /** The user takes the consent back: every token of its grant is dead. */
  revoke(token: string): void;
  /** Plays the browser: follows an authorization URL and gives the callback's parameters. */
  signIn(authorizationUrl: string): Promise<Record<string, string>>;
  /** Open sockets. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

async function readRequest(incoming: IncomingMessage): Promise<LoggedRequest> {
  const url = new URL(incoming.url ?? '/', 'http://idp');
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const type = incoming.headers['content-type'] ?? '';
  const text = Buffer.concat(chunks).toString();
  const form = type.startsWith('application/x-www-form-urlencoded');
  const json = type.startsWith('application/json') && text !== '';
  const body = form ? Object.fromEntries(new URLSearchParams(text)) : json ? JSON.parse(text) : {};
  return {
    endpoint: endpointOf(url.pathname),
    method: incoming.method ?? 'GET',
    path: url.pathname,
    params: { ...Object.fromEntries(url.searchParams), ...body },
    headers: incoming.headers,
  };
}

async function answer(idp: IdpState, request: LoggedRequest, response: ServerResponse): Promise<void> {
  if (!request.endpoint) return sendJson(response, 404, { error: 'not_found' });
  const { faults } = idp.behaviour;
  const fault = faults[request.endpoint];
  if (fault?.times !== undefined) {
    fault.times -= 1;
    if (fault.times <= 0) delete faults[request.endpoint];
  }
  const redirected = request.endpoint === 'authorize' && fault?.kind === 'error';
  if (fault && !redirected && (await playFault(fault, response))) return;
  await handlers[request.endpoint](idp, request, response);
}

/** Starts a real IdP (OAuth 2.0 and OpenID Connect) on a free loopback port. */
export async function startTestIdp(options: TestIdpOptions = {}): Promise<TestIdp> {
  const { clientId = 'valetkey-at-idp', clientSecret = 'secret-at-idp', users = {}, clock = Date } = options;
  const signer = await createSigner(options.algorithms ?? ['RS256']);
  const log: LoggedRequest[] = [];
  let behaviour = honest();

  const listener = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const request = await readRequest(incoming);
      log.push(request);
      await answer(state, request, response);
    } catch (error) {
      // A bug of the test IdP must show up as one, not as a hanging request.
      if (!response.headersSent) sendJson(response, 500, { error: 'test_idp_broken', detail: String(error) });
    }
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `${options.tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const state: IdpState = {
    url,
    clientId,
    clientSecret,
    grants: createGrants(),
    signer,
    get behaviour() {
      return behaviour;
    },
    now: () => Math.floor(clock.now() / 1000),
    findUser(hint) {
      const byEmail = Object.entries(users).find(([, claims]) => claims.email === hint)?.[0];
      const subject = byEmail ?? hint.split('@')[0]!;
      return { ...inventUser(subject), ...users[subject] };
    },
  };

  return {
    url,
    clientId,
    clientSecret,
    endpoints: {
      issuer: url,
      authorization_endpoint: `${url}/authorize`,
      token_endpoint: `${url}/token`,
      userinfo_endpoint: `${url}/userinfo`,
      jwks_uri: `${url}/jwks`,
      revocation_endpoint: `${url}/revoke`,
    },
    log,
    requests: (endpoint) => log.filter((request) => request.endpoint === endpoint),
    behave(part) {
      behaviour = { ...behaviour, ...part };
    },
    reset() {
      behaviour = honest();
      log.length = 0;
    },
    rotateKeys: () => signer.rotate(),
    revoke: (token) => state.grants.revoke(token),
    async signIn(authorizationUrl) {
      const response = await fetch(authorizationUrl, { redirect: 'manual' });
      const location = response.headers.get('location');
      if (!location) throw new Error(`the IdP did not redirect: ${response.status} ${await response.text()}`);
      return Object.fromEntries(new URL(location).searchParams);
    },
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
      }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
