import { shortenSecret } from '../../base/index.ts';
import type { Fetch } from './trusting-fetch.ts';

/** One thing that happened, for the page. Tokens in it are shortened. */
export interface Step {
  readonly title: string;
  readonly text: string;
  /** The request line, where there was a request. */
  readonly request?: string;
  readonly status?: number;
  readonly answer?: unknown;
  readonly failed?: boolean;
}

export interface Backend {
  /** With a trailing slash. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What to GET at the IdP, by connection. */
  readonly idpApis: Readonly<Record<string, readonly string[]>>;
  /** For the broker. */
  readonly fetch: Fetch;
}

interface Identity {
  readonly connection?: string;
  readonly access_token?: string;
}

const tokenNames: ReadonlySet<string> = new Set(['access_token', 'refresh_token', 'id_token', 'access_token_secret']);

/** The same value with every token cut to what a person can tell apart and nobody can use. */
export function withoutTokens(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTokens);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      tokenNames.has(name) && typeof inner === 'string' ? shortenSecret(inner) : withoutTokens(inner),
    ]),
  );
}

async function call(fetchIt: Fetch, what: Pick<Step, 'title' | 'text'>, url: string, init: RequestInit = {}) {
  const request = `${init.method ?? 'GET'} ${url}`;
  try {
    const response = await fetchIt(url, { ...init, signal: AbortSignal.timeout(15_000) });
    const text = await response.text();
    const body: unknown = response.headers.get('content-type')?.includes('json')
      ? JSON.parse(text)
      : text.slice(0, 500);
    const step: Step = { ...what, request, status: response.status, answer: withoutTokens(body), failed: !response.ok };
    return { body: response.ok ? (body as Record<string, unknown>) : undefined, step };
  } catch (error) {
    const step: Step = { ...what, request, answer: error instanceof Error ? error.message : 'no answer', failed: true };
    return { body: undefined, step };
  }
}

/**
 * What the application's server does for a signed-in user: a Management API token, the user, the IdP's API.
 * Stops at the first step that fails; that step tells why.
 */
export async function callIdpForUser(backend: Backend, userId: string, connection: string): Promise<Step[]> {
  const steps: Step[] = [];
  const grant = await call(
    backend.fetch,
    {
      title: 'The backend fetched a Management API token',
      text: 'With its own client id and secret, and no user involved. A real backend keeps this token until it is about to expire.',
    },
    `${backend.issuer}oauth/token`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        grant_type: 'client_credentials',
        client_id: backend.clientId,
        client_secret: backend.clientSecret,
        audience: `${backend.issuer}api/v2/`,
      }),
    },
  );
  steps.push(grant.step);
  if (!grant.body) return steps;

  const user = await call(
    backend.fetch,
    {
      title: 'It read the user, and in it the IdP’s access token',
      text: 'The broker opened its vault for this client alone, because its token has the scope read:user_idp_tokens.',
    },
    `${backend.issuer}api/v2/users/${encodeURIComponent(userId)}`,
    { headers: { authorization: `Bearer ${String(grant.body.access_token)}` } },
  );
  steps.push(user.step);
  const identities = (user.body?.identities ?? []) as readonly Identity[];
  const idpToken = identities.find((identity) => identity.connection === connection)?.access_token;
  if (!user.body) return steps;
  if (!idpToken) {
    steps.push({
      title: 'There is no IdP token to go on with',
      text: `No identity of ${connection} shows one.`,
      failed: true,
    });
    return steps;
  }

  for (const url of backend.idpApis[connection] ?? []) {
    const answer = await call(
      fetch,
      {
        title: 'It called the IdP’s API for the user',
        text: 'With the IdP’s token, from the server. The browser never held it.',
      },
      url,
      { headers: { authorization: `Bearer ${idpToken}`, accept: 'application/json' } },
    );
    steps.push(answer.step);
    if (answer.step.failed) break;
  }
  return steps;
}
