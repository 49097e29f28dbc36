import {
  type Broker,
  type Browser,
  createBrowser,
  createTestClock,
  type DatabaseKind,
  getManagementToken,
  getTokens,
  oidcConnection,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { type Json, startTestIdp, type TestIdp } from '../idps/index.ts';

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export interface PageAnswer {
  readonly status: number;
  readonly html: string;
  readonly url: string;
  readonly setCookies: readonly string[];
}

export interface Place {
  readonly broker: Broker;
  readonly idp: TestIdp;
  send(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** Signs somebody in, and has the IdP forget the grant: the next refresh finds out. */
  breakGrantOf(subject: string, connectionScope?: string): Promise<void>;
  grantOf(subject: string): Promise<Json>;
  makeLink(subject: string, body?: Json): Promise<Answer>;
  linkFor(subject: string, body?: Json): Promise<string>;
  visit(url: string, browser?: Browser): Promise<PageAnswer>;
  /** Presses a button of the page that is shown; gives the address at the IdP. */
  press(link: string, browser: Browser, more?: Record<string, string>): Promise<URL>;
  /** From the address at the IdP back to us: the callback's address, not yet called. */
  signInAtIdp(address: URL, subject: string): Promise<string>;
  close(): Promise<void>;
}

export const idOf = (subject: string) => `oidc|con1|${subject}`;
const grantsPath = (subject: string) => `/users/${encodeURIComponent(idOf(subject))}/idp-grants`;
export const linkPath = (subject: string) => `${grantsPath(subject)}/oidc/con1%7C${subject}/reconnect-link`;

const scopes = [
  'read:users',
  'update:users',
  'delete:users',
  'read:user_idp_tokens',
  'create:user_tickets',
  'read:logs',
];

export async function startPlace(database: DatabaseKind): Promise<Place> {
  const clock = createTestClock();
  const users = {
    vera: { name: 'Vera Lang', nickname: 'vera', email: 'vera.private@example.com', email_verified: true },
    max: { name: 'Max Other', nickname: 'max', email: 'max.private@example.com', email_verified: true },
  };
  const idp = await startTestIdp({ clock, users });
  idp.behave({ refreshTokens: 'always', rotate: true, accessTokenLifetime: 600 });
  const tenant = tenantFile(oidcConnection('con1', idp, '[web, spa, other]', '    display_name: Work\n')).replace(
    "['read:users', 'read:user_idp_tokens', 'read:clients']",
    JSON.stringify(scopes),
  );
  const broker = await startBroker({ database, clock, tenant });
  const token = await getManagementToken(broker);

  const place: Place = {
    broker,
    idp,
    async send(method, path, body, bearer = token) {
      const response = await fetch(`${broker.url}/api/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${bearer}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
    },
    async breakGrantOf(subject, connectionScope) {
      idp.behave({ faults: {}, tokenAnswer: {} });
      await getTokens(broker, {
        login_hint: subject,
        ...(connectionScope !== undefined && { connection_scope: connectionScope }),
      });
      broker.clock.advance(700_000);
      idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400 } } });
      await place.send('GET', `/users/${encodeURIComponent(idOf(subject))}`);
      idp.behave({ faults: {} });
    },
    async grantOf(subject) {
      const { body } = await place.send('GET', grantsPath(subject));
      return (body as unknown as Json[])[0]!;
    },
    makeLink: (subject, body = {}) => place.send('POST', linkPath(subject), body),
    async linkFor(subject, body) {
      const { status, body: made } = await place.makeLink(subject, body);
      if (status !== 201) throw new Error(`no link: ${JSON.stringify(made)}`);
      return String(made.ticket);
    },
    async visit(url, browser = createBrowser()) {
      const response = await browser.get(url);
      return {
        ...{ status: response.status, url, html: await response.text() },
        setCookies: response.headers.getSetCookie(),
      };
    },
    async press(link, browser, more = {}) {
      const { html } = await place.visit(link, browser);
      const confirmation = /name="confirmation" value="([^"]+)"/.exec(html)?.[1] ?? '';
      const response = await browser.post(link, { confirmation, ...more });
      const location = response.headers.get('location');
      if (!location?.startsWith(idp.url))
        throw new Error(`not to the IdP: ${response.status} ${await response.text()}`);
      return new URL(location);
    },
    async signInAtIdp(address, subject) {
      idp.behave({ user: subject });
      const parameters = await idp.signIn(address.href);
      return `${broker.url}/login/callback?${new URLSearchParams(parameters)}`;
    },
    async close() {
      await broker.close();
      await idp.close();
    },
  };
  return place;
}
