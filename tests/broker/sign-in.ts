import { createHash, randomBytes } from 'node:crypto';
import { type Browser, createBrowser } from './browser.ts';
import type { Broker } from './start-broker.ts';
import { m2m, web } from './tenants.ts';

export function createVerifier() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export type Parameters = Record<string, string>;

/** An /authorize address of the web client; a parameter that is empty is left out. */
export function authorizeUrl(broker: Broker, parameters: Parameters = {}): string {
  const url = new URL('/authorize', broker.url);
  const all = {
    client_id: web.id,
    redirect_uri: web.callback,
    response_type: 'code',
    scope: 'openid profile email',
    state: 's',
    ...parameters,
  };
  for (const [name, value] of Object.entries(all)) if (value !== '') url.searchParams.set(name, value);
  return url.href;
}

/** Presses a button of the consent page that is shown. */
export async function answerConsent(
  browser: Browser,
  page: { url: URL; html: string },
  decision: 'allow' | 'deny' | 'other',
): Promise<Response> {
  const confirmation = /name="confirmation" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  return browser.post(page.url.href, { confirmation, decision });
}

async function allow(browser: Browser, { url, response }: { url: URL; response?: Response }, stop: string) {
  const answer = await answerConsent(browser, { url, html: (await response?.text()) ?? '' }, 'allow');
  return browser.follow(answer.headers.get('location') ?? url.href, stop);
}

/** A whole sign-in through a test IdP, with consent where it is asked for: gives the parameters that arrive at the application. */
export async function signIn(
  broker: Broker,
  parameters: Parameters = {},
  browser: Browser = createBrowser(),
): Promise<Record<string, string>> {
  const start = authorizeUrl(broker, { connection: 'con1', ...parameters });
  const stop = parameters.redirect_uri ?? web.callback;
  const arrived = await browser.follow(start, stop);
  const { url, response } = arrived.url.pathname === '/u/consent' ? await allow(browser, arrived, stop) : arrived;
  if (response) throw new Error(`the sign-in ended at ${url.href} with ${response.status}: ${await response.text()}`);
  return Object.fromEntries(url.searchParams);
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** POST to the token endpoint as a form. */
export async function postToken(
  broker: Pick<Broker, 'url'>,
  form: Parameters,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${broker.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

export const webCredentials = { client_id: web.id, client_secret: web.secret };

export function redeem(broker: Broker, code: string, more: Parameters = {}): Promise<Answer> {
  const form = { grant_type: 'authorization_code', ...webCredentials, redirect_uri: web.callback, code, ...more };
  return postToken(broker, form);
}

/** Sign-in and redemption in one: the tokens of the application. */
export async function getTokens(
  broker: Broker,
  parameters: Parameters = {},
  browser?: Browser,
): Promise<Answer['body']> {
  const { code } = await signIn(broker, parameters, browser);
  const { status, body } = await redeem(broker, code ?? '');
  if (status !== 200) throw new Error(`the code was refused: ${JSON.stringify(body)}`);
  return body;
}

/** A Management API token of the backend. */
export async function getManagementToken(broker: Pick<Broker, 'url' | 'issuer'>, scope?: string): Promise<string> {
  const { status, body } = await postToken(broker, {
    grant_type: 'client_credentials',
    client_id: m2m.id,
    client_secret: m2m.secret,
    audience: `${broker.issuer}api/v2/`,
    ...(scope !== undefined && { scope }),
  });
  if (status !== 200) throw new Error(`no management token: ${JSON.stringify(body)}`);
  return String(body.access_token);
}

export async function readManagement(broker: Broker, path: string, token: string): Promise<Answer> {
  const response = await fetch(`${broker.url}/api/v2${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

/** Claims of a JWT, unchecked. */
export function decodeClaims(jwt: unknown): Record<string, unknown> {
  return JSON.parse(Buffer.from(String(jwt).split('.')[1] ?? '', 'base64url').toString());
}
