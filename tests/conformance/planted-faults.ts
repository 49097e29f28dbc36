/** A request on its way to the provider, which a fault may change. */
export interface Passing {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  body: string;
}

/** A fault as a provider could have it, played by whoever stands before an honest one. */
export interface Fault {
  before?(passing: Passing): void;
  after?(passing: Passing, answer: Answer): void;
  /** An answer without asking the provider. */
  instead?(passing: Passing): Answer | undefined;
}

const isTokenRequest = ({ path }: Passing) => path === '/oauth/token';

/** The first answer for each code, given again to whoever brings the code again. */
function reusableCodes(): Fault {
  const answers = new Map<string, Answer>();
  return {
    instead: ({ form }) => answers.get(form.get('code') ?? ''),
    after(passing, answer) {
      const code = passing.form.get('code');
      if (isTokenRequest(passing) && code !== null && answer.status === 200) answers.set(code, answer);
    },
  };
}

function changeJson(answer: Answer, change: (body: Record<string, unknown>) => void): void {
  const body = JSON.parse(answer.body) as Record<string, unknown>;
  change(body);
  answer.body = JSON.stringify(body);
}

/** The faults, and for each the modules that have to find it. */
export const plantedFaults: Readonly<Record<string, { fault: () => Fault; foundBy: readonly string[] }>> = {
  'answers with tokens may be kept by caches': {
    fault: () => ({ after: (passing, answer) => isTokenRequest(passing) && answer.headers.delete('cache-control') }),
    foundBy: ['oidcc-server'],
  },
  'the nonce is dropped': {
    fault: () => ({ before: ({ path, query }) => path === '/authorize' && query.delete('nonce') }),
    foundBy: ['oidcc-server', 'oidcc-scope-email'],
  },
  'codes can be used again': {
    fault: reusableCodes,
    foundBy: ['oidcc-codereuse', 'oidcc-codereuse-30seconds'],
  },
  'PKCE is ignored': {
    fault: () => ({
      before({ query, form }) {
        query.delete('code_challenge');
        query.delete('code_challenge_method');
        form.delete('code_verifier');
      },
    }),
    foundBy: ['pkce-wrong-verifier-is-refused'],
  },
  'userinfo is about somebody else': {
    fault: () => ({
      after: ({ path }, answer) => {
        if (path === '/userinfo' && answer.status === 200)
          changeJson(answer, (body) => Object.assign(body, { sub: 'oidc|con1|max' }));
      },
    }),
    foundBy: ['oidcc-userinfo-get', 'oidcc-userinfo-post-header', 'oidcc-scope-profile'],
  },
  'keys have no ids': {
    fault: () => ({
      after: ({ path }, answer) => {
        if (path !== '/.well-known/jwks.json') return;
        changeJson(answer, ({ keys }) => (keys as { kid?: string }[]).forEach((key) => void delete key.kid));
      },
    }),
    foundBy: ['oidcc-discovery-endpoint-verification', 'oidcc-idtoken-signature'],
  },
  'state does not come back': {
    fault: () => ({
      after: (_passing, { headers }) => {
        const location = headers.get('location');
        if (location?.includes('code=')) headers.set('location', location.replace(/&state=[^&]*/, ''));
      },
    }),
    foundBy: ['oidcc-server'],
  },
  'any redirect_uri will do': {
    fault: () => ({
      before: ({ path, query }) => path === '/authorize' && query.set('redirect_uri', 'http://127.0.0.1:9/cb'),
    }),
    foundBy: ['oidcc-ensure-registered-redirect-uri', 'oidcc-redirect-uri-query-added'],
  },
  'prompt and max_age are ignored': {
    fault: () => ({
      before({ query }) {
        query.delete('prompt');
        query.delete('max_age');
      },
    }),
    foundBy: ['oidcc-prompt-login', 'oidcc-max-age-1', 'oidcc-prompt-none-not-logged-in'],
  },
  'logout believes every hint': {
    fault: () => ({
      before({ path, query }) {
        if (path !== '/oidc/logout' || !query.has('id_token_hint')) return;
        query.delete('id_token_hint');
        query.set('client_id', 'web');
      },
    }),
    foundBy: ['oidcc-rp-initiated-logout-modified-id-token-hint', 'oidcc-rp-initiated-logout-bad-id-token-hint'],
  },
};
