import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// A tenant and an IdP's API on loopback, as the wire of Auth0 has them (auth0-wire 1.7, 3.2): what `valetkey token`,
// `idp-token` and `call` meet in real life, with switches for what can go wrong.

export const clientId = 'backend-client';
export const clientSecret = 'cs-9f2b-correct-horse';
export const allScopes = 'read:users read:user_idp_tokens';

interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = { status?: number; headers?: Record<string, string>; body?: unknown };
type Handler = (seen: Seen) => Answer | Promise<Answer>;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function reply(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const json = typeof body === 'object';
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html', ...headers });
  response.end(json ? JSON.stringify(body) : body);
}

/** A server that answers by `handlers['METHOD /path']` and remembers what it saw. */
export async function startServer(handlers: Record<string, Handler>) {
  const seen: Seen[] = [];
  const server: Server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const entry = { method: request.method ?? '', path, headers: request.headers, body: await readBody(request) };
    seen.push(entry);
    const handler = handlers[`${entry.method} ${path.split('?')[0]}`];
    reply(response, handler ? await handler(entry) : { status: 404, body: '<h1>nothing here</h1>' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    seen,
    count: (path: string) => seen.filter((entry) => entry.path === path).length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const databaseIdentity = { connection: 'Users', provider: 'auth0', user_id: 'aa11', isSocial: false };
export const githubIdentity = {
  connection: 'github',
  provider: 'github',
  user_id: 1234567,
  isSocial: true,
  access_token: 'gho_idp-token-1',
  expires_in: 28800,
};
export const googleIdentity = {
  connection: 'google-oauth2',
  provider: 'google-oauth2',
  user_id: '1113',
  isSocial: true,
  access_token: 'ya29.idp-token-2',
  expires_in: 3599,
};

export const userId = 'auth0|aa11';
export const userPath = '/api/v2/users/auth0%7Caa11';

/** What a test can turn. */
export interface TenantState {
  expiresIn: number | undefined;
  /** Scopes of the client grant at this moment. */
  scope: string;
  identities: Record<string, unknown>[];
  /** In place of the token endpoint's answer. */
  tokenAnswer?: Handler;
  /** In place of the user endpoint's answer. */
  userAnswer?: Handler;
  /** Tokens that the Management API no longer takes. */
  refused: Set<string>;
}

function authenticate(body: string, url: string): Answer | undefined {
  const form = new URLSearchParams(body);
  if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
    return { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } };
  }
  const audience = form.get('audience') ?? '';
  if (audience === `${url}/api/v2/`) return undefined;
  return {
    status: 403,
    body: { error: 'access_denied', error_description: `Service not enabled within domain: ${audience}` },
  };
}

export async function startTenant() {
  const state: TenantState = {
    expiresIn: 86400,
    scope: allScopes,
    identities: [databaseIdentity, githubIdentity, googleIdentity],
    refused: new Set(),
  };
  const scopes = new Map<string, string>();
  let issued = 0;
  const issueToken: Handler = ({ body }) => {
    const refusal = authenticate(body, server.url);
    if (refusal) return refusal;
    issued += 1;
    const token = `mgmt-token-${issued}`;
    scopes.set(token, state.scope);
    return { body: { access_token: token, scope: state.scope, expires_in: state.expiresIn, token_type: 'Bearer' } };
  };
  const readUser: Handler = ({ headers }) => {
    const token = headers.authorization?.replace('Bearer ', '') ?? '';
    const scope = scopes.get(token);
    if (scope === undefined || state.refused.has(token)) {
      return { status: 401, body: { statusCode: 401, error: 'Unauthorized', message: 'Invalid token' } };
    }
    if (!scope.includes('read:user')) {
      const message = 'Insufficient scope, expected any of: read:users,read:current_user,read:user_idp_tokens';
      return { status: 403, body: { statusCode: 403, error: 'Forbidden', message, errorCode: 'insufficient_scope' } };
    }
    const mayReadTokens = scope.includes('read:user_idp_tokens');
    const identities = state.identities.map(({ access_token, expires_in, ...rest }) =>
      mayReadTokens && access_token ? { ...rest, access_token, expires_in } : rest,
    );
    return { body: { user_id: userId, identities } };
  };
  const unknownUser = {
    status: 404,
    body: { statusCode: 404, error: 'Not Found', message: 'The user does not exist.', errorCode: 'inexistent_user' },
  };
  const server = await startServer({
    'POST /oauth/token': (seen) => (state.tokenAnswer ?? issueToken)(seen),
    [`GET ${userPath}`]: (seen) => (state.userAnswer ?? readUser)(seen),
    'GET /api/v2/users/auth0%7Cnobody': () => unknownUser,
  });
  return {
    state,
    ...server,
    tokenRequests: () => server.count('/oauth/token'),
    userRequests: () => server.count(userPath),
  };
}

export type FakeTenant = Awaited<ReturnType<typeof startTenant>>;
