import {
  answerConsent,
  authorizeUrl,
  type Browser,
  createBrowser,
  createTestClock,
  type DatabaseKind,
  getManagementToken,
  oidcConnection,
  type Parameters,
  postToken,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp } from '../idps/index.ts';

export const partner = {
  id: 'partner',
  secret: 'partner-secret-MARKER-41d7',
  callback: 'http://127.0.0.1:9/partner',
} as const;
export const local = { id: 'local', secret: 'local-secret-MARKER-0b6c', callback: 'http://localhost:9/local' } as const;
export const strict = 'https://strict.example.com/';
const scopes = ['read:users', 'read:grants', 'delete:grants', 'read:sessions', 'delete:sessions', 'delete:users'];
const more = ['read:refresh_tokens', 'delete:refresh_tokens', 'read:device_credentials', 'delete:device_credentials'];

const file = (connections: string) =>
  tenantFile(connections)
    .replace(
      '\nconnections:',
      `
  - name: "Partner & App"
    client_id: ${partner.id}
    client_secret: ${partner.secret}
    is_first_party: false
    callbacks: ['${partner.callback}']
    web_origins: ['http://127.0.0.1:9']
    grant_types: [authorization_code, refresh_token]
  - name: local
    client_id: ${local.id}
    client_secret: ${local.secret}
    callbacks: ['${local.callback}']
    grant_types: [authorization_code, refresh_token]
connections:`,
    )
    .replace('- value: read:things', '- { value: read:things, description: See your things }')
    .replace(
      '\nclientGrants:',
      `
  - name: Strict API
    identifier: ${strict}
    skip_consent_for_verifiable_first_party_clients: false
    scopes: [{ value: 'read:secrets' }]
clientGrants:`,
    )
    .replace("'read:users', ", `${[...scopes, ...more].map((scope) => `'${scope}'`).join(', ')}, `);

/** Where a browser ended up: at the application, or on a page of ours. */
export interface Arrival {
  readonly url: URL;
  readonly status: number | undefined;
  readonly html: string;
  /** How addresses of the application begin. */
  readonly stop: string;
  readonly answer: Record<string, string>;
}

export async function startWorld(database: DatabaseKind) {
  const clock = createTestClock();
  const idp = await startTestIdp({ clock });
  const connections = oidcConnection('con1', idp, `[web, spa, other, ${partner.id}, ${local.id}]`);
  const broker = await startBroker({ tenant: file(connections), clock, database });

  let token: string | undefined;

  async function follow(browser: Browser, url: string, stop = 'http://127.0.0.1:9/'): Promise<Arrival> {
    const found = await browser.follow(url, stop);
    const html = (await found.response?.text()) ?? '';
    return {
      url: found.url,
      status: found.response?.status,
      html,
      stop,
      answer: Object.fromEntries(found.url.searchParams),
    };
  }

  return {
    broker,
    idp,
    clock,
    follow,
    /** Begins a sign-in to the third party; gives what the browser sees then. */
    ask: (browser: Browser, parameters: Parameters = {}) =>
      follow(
        browser,
        authorizeUrl(broker, {
          client_id: partner.id,
          redirect_uri: partner.callback,
          connection: 'con1',
          ...parameters,
        }),
        parameters.redirect_uri ?? partner.callback,
      ),
    /** Answers the page that is shown. */
    async decide(browser: Browser, page: Arrival, decision: 'allow' | 'deny' | 'other'): Promise<Arrival> {
      const response = await answerConsent(browser, page, decision);
      const location = response.headers.get('location');
      if (location !== null) return follow(browser, location, page.stop);
      return { url: page.url, status: response.status, html: await response.text(), stop: page.stop, answer: {} };
    },
    /** A browser in which this person has signed in to an application of ours. */
    async signedIn(user = 'vera'): Promise<Browser> {
      idp.behave({ user });
      const browser = createBrowser();
      await follow(browser, authorizeUrl(broker, { connection: 'con1' }));
      return browser;
    },
    redeem: (code: string | undefined, client: { id: string; secret: string; callback: string } = partner) =>
      postToken(broker, {
        grant_type: 'authorization_code',
        client_id: client.id,
        client_secret: client.secret,
        redirect_uri: client.callback,
        code: code ?? '',
      }),
    refresh: (token: unknown, form: Parameters = {}, client: { id: string; secret: string } = partner) =>
      postToken(broker, {
        grant_type: 'refresh_token',
        client_id: client.id,
        client_secret: client.secret,
        refresh_token: String(token),
        ...form,
      }),
    /** With all scopes of the backend, unless told otherwise. */
    async manage(method: string, path: string, body?: unknown, scope?: string) {
      token ??= await getManagementToken(broker);
      const bearer = scope === undefined ? token : await getManagementToken(broker, scope);
      const response = await fetch(`${broker.url}/api/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
    },
    async close() {
      await broker.close();
      await idp.close();
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;
