import { createHash, randomBytes } from 'node:crypto';
import { signInWithoutBrowser } from '../sandbox/drive-login.ts';
import type { Sandbox } from '../sandbox/start-sandbox.ts';
import { createTrustingFetch } from '../sandbox/trusting-fetch.ts';

/** One request of the journey and what came back, for whoever wants to watch. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly bearer?: string;
  readonly status: number;
  readonly location?: string;
  readonly body?: unknown;
}

export type Watch = (exchange: Exchange) => void;
type Json = Record<string, unknown>;

/** The journey's steps against one sandbox, as an application, its backend and a browser would take them. */
export function createWalker(sandbox: Sandbox, watch: Watch = () => {}) {
  const { fetch, dispatcher, close } = createTrustingFetch(sandbox.ca?.ca);
  const callback = `${sandbox.exampleUrl}/callback`;

  async function send(method: 'GET' | 'POST', url: string, more: { form?: Record<string, string>; bearer?: string }) {
    const { form, bearer } = more;
    const headers = { 'user-agent': 'valetkey-journey', ...(bearer && { authorization: `Bearer ${bearer}` }) };
    const response = await fetch(url, { method, headers, ...(form && { body: new URLSearchParams(form) }) });
    const body = (await response.json()) as Json;
    watch({ method, url, ...more, status: response.status, body });
    if (response.status !== 200) throw new Error(`${method} ${new URL(url).pathname} answered ${response.status}`);
    return body;
  }

  return {
    close,

    /** Signs a sample person in and gives the id of the user. */
    async signIn(connection: string, person: string): Promise<string> {
      const verifier = randomBytes(32).toString('base64url');
      const state = randomBytes(16).toString('base64url');
      const start = new URL('/authorize', sandbox.url);
      start.search = new URLSearchParams({
        client_id: sandbox.web.clientId,
        redirect_uri: callback,
        response_type: 'code',
        scope: 'openid profile email',
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        connection,
      }).toString();
      const arrived = await signInWithoutBrowser(start, {
        user: person,
        callbackUrl: callback,
        ...(dispatcher && { dispatcher }),
        onStep: (step) => watch(step),
      });
      const code = arrived.searchParams.get('code');
      if (!code || arrived.searchParams.get('state') !== state) {
        throw new Error(`the sign-in came back with ${arrived.searchParams.get('error') ?? 'a foreign state'}`);
      }
      const tokens = await send('POST', `${sandbox.url}/oauth/token`, {
        form: {
          grant_type: 'authorization_code',
          ...asForm(sandbox.web),
          redirect_uri: callback,
          code,
          code_verifier: verifier,
        },
      });
      const claims = JSON.parse(
        Buffer.from(String(tokens.id_token).split('.')[1] ?? '', 'base64url').toString(),
      ) as Json;
      return String(claims.sub);
    },

    async getManagementToken(): Promise<string> {
      const audience = `${sandbox.url}/api/v2/`;
      const form = { grant_type: 'client_credentials', ...asForm(sandbox.backend), audience };
      return String((await send('POST', `${sandbox.url}/oauth/token`, { form })).access_token);
    },

    readUser: (userId: string, bearer: string) =>
      send('GET', `${sandbox.url}/api/v2/users/${encodeURIComponent(userId)}`, { bearer }),

    callIdp: (connection: string, bearer: string) => send('GET', sandbox.userApis[connection] ?? '', { bearer }),
  };
}

function asForm({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  return { client_id: clientId, client_secret: clientSecret };
}

/** The IdP's token out of the user, as the journey's step 5 says. */
export function pickIdpToken(user: Json, connection: string): string {
  const identities = (user.identities ?? []) as Json[];
  const token = identities.find((identity) => identity.connection === connection)?.access_token;
  if (typeof token !== 'string') throw new Error(`the user has no access token of ${connection}`);
  return token;
}
