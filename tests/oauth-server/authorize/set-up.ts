import { expect } from 'vitest';
import {
  authorizeUrl,
  type Broker,
  type BrokerOptions,
  type Browser,
  createBrowser,
  createTestClock,
  databaseKinds,
  oauth2Connection,
  oidcConnection,
  type Parameters,
  signIn,
  startBroker,
  tenantFile,
  web,
} from '../../broker/index.ts';
import { startTestIdp, type TestIdp } from '../../idps/index.ts';
import { readMarkup } from '../../pages/markup.ts';

export const only = { id: 'only', secret: 'only-secret-MARKER-90aa', callback: 'https://only.example.com/cb' } as const;
export const third = { id: 'third', secret: 'third-secret-MARKER-5c1d', callback: 'http://127.0.0.1:9/third' } as const;
export const native = { id: 'native', callback: 'com.example.app:/cb' } as const;

/** Beside the shared ones: a native application, one with a single address, a third party's, one without the code grant. */
const moreClients = `
  - name: native
    client_id: ${native.id}
    app_type: native
    callbacks: ['http://127.0.0.1/cb', 'http://[::1]/cb?from=v', 'http://127.0.0.1:7/fixed', '${native.callback}']
    web_origins: ['http://127.0.0.1:5555']
    grant_types: [authorization_code, refresh_token]
  - name: only
    client_id: ${only.id}
    client_secret: ${only.secret}
    callbacks: ['${only.callback}']
    grant_types: [authorization_code]
  - name: third
    client_id: ${third.id}
    client_secret: ${third.secret}
    is_first_party: false
    callbacks: ['${third.callback}']
    grant_types: [authorization_code]
  - name: without-code
    client_id: without-code
    client_secret: without-code-secret-MARKER-11
    callbacks: ['http://127.0.0.1:9/without']
    grant_types: [refresh_token, client_credentials]
`;

const everybody = '[web, spa, other, native, only, third, without-code]';

/** The tenant of these tests; `change` may rewrite its text. */
export function tenantText(idp1: TestIdp, idp2: TestIdp, change: (text: string) => string = (text) => text): string {
  const connections = oidcConnection('con1', idp1, everybody) + oauth2Connection('con2', idp2, everybody);
  return change(tenantFile(connections).replace('\nconnections:', `${moreClients}connections:`));
}

export interface Place {
  readonly broker: Broker;
  readonly idp1: TestIdp;
  readonly idp2: TestIdp;
  readonly tenant: string;
  close(): Promise<void>;
}

/** These rules are the same on every database, so once is enough: on PostgreSQL where there is one. */
const database = databaseKinds.at(-1)!;

export async function openPlace(
  change?: (text: string, idp1: TestIdp, idp2: TestIdp) => string,
  options: Partial<BrokerOptions> = {},
): Promise<Place> {
  // One clock for all, so that a test may move it and the IdPs' tokens stay young.
  const clock = createTestClock();
  const [idp1, idp2] = await Promise.all([startTestIdp({ clock }), startTestIdp({ clock })]);
  const tenant = tenantText(idp1, idp2, (text) => change?.(text, idp1, idp2) ?? text);
  const broker = await startBroker({ tenant, clock, database, ...options });
  return {
    broker,
    idp1,
    idp2,
    tenant,
    async close() {
      await broker.close();
      await Promise.all([idp1.close(), idp2.close()]);
    },
  };
}

/** Parameters of which some lists of cases leave out some. */
export type Optional = Readonly<Record<string, string | undefined>>;

export function given(parameters: Optional): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** An answer to a browser, read. */
export interface Shown {
  readonly status: number;
  readonly headers: Headers;
  readonly location: string | undefined;
  readonly html: string;
  /** Fields of the authorization response, wherever they are: query, fragment, form or message. */
  readonly answer: Readonly<Record<string, string>>;
}

function readAnswer(location: string | undefined, html: string): Record<string, string> {
  if (location !== undefined) {
    const at = location.includes('#') ? location.indexOf('#') : location.indexOf('?');
    return at === -1 ? {} : Object.fromEntries(new URLSearchParams(location.slice(at + 1)));
  }
  const message = /id="message">([^<]*)</.exec(html)?.[1];
  if (message !== undefined) return JSON.parse(message).message.response;
  if (!html.startsWith('<!doctype')) return {};
  const inputs = readMarkup(html).elements.filter(({ attributes }) => attributes.type === 'hidden');
  return Object.fromEntries(inputs.map(({ attributes }) => [attributes.name!, attributes.value!]));
}

export async function show(pending: Response | Promise<Response>): Promise<Shown> {
  const response = await pending;
  const html = await response.text();
  const location = response.headers.get('location') ?? undefined;
  return { status: response.status, headers: response.headers, location, html, answer: readAnswer(location, html) };
}

/** GET /authorize as the web client, unless the parameters say otherwise; an empty one is left out. */
export function ask(broker: Broker, parameters: Optional = {}, browser: Browser = createBrowser()): Promise<Shown> {
  return show(browser.get(authorizeUrl(broker, given(parameters))));
}

/** GET /authorize with exactly this query. */
export function askRaw(broker: Broker, query: string, browser: Browser = createBrowser()): Promise<Shown> {
  return show(browser.get(`${broker.url}/authorize?${query}`));
}

/** A browser with a session of `vera` through con1. */
export async function signedInBrowser(broker: Broker, parameters: Parameters = {}): Promise<Browser> {
  const browser = createBrowser();
  await signIn(broker, parameters, browser);
  return browser;
}

/** AS-24: what every page for people must carry. */
export function expectPageHeaders(headers: Headers): void {
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBe('no-store');
}

/** A failure that is shown by us and sent nowhere. */
export function expectErrorPage(shown: Shown, what = ''): void {
  expect(shown.status, what).toBeGreaterThanOrEqual(400);
  expect(shown.status, what).toBeLessThan(500);
  expect(shown.location, what).toBeUndefined();
  expect(shown.html, what).not.toContain('<form');
  expectPageHeaders(shown.headers);
}

/** A failure that the application is told of, at its own address and with its state. */
export function expectError(shown: Shown, broker: Broker, error: string, expected: Optional = {}): void {
  const { callback = web.callback, state = 's' } = expected;
  expect(shown.location?.split(/[?#]/)[0]).toBe(callback);
  expect(shown.answer).toMatchObject({ error, iss: broker.issuer, ...(state !== '' && { state }) });
  if (state === '') expect(shown.answer).not.toHaveProperty('state');
  expect(shown.answer).not.toHaveProperty('code');
}

/** Cases with a name that is fit for a title: JSON, cut where it grows long. */
export function inShort(values: readonly string[]): [string, string][] {
  return values.map((value) => {
    const json = JSON.stringify(value);
    return [json.length > 60 ? `${json.slice(0, 50)}… of ${value.length}` : json, value];
  });
}
