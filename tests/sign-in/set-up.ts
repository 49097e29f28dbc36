import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { expect } from 'vitest';
import { errorCatalogue } from '../../src/base/index.ts';
import {
  authorizeUrl,
  type Broker,
  type Browser,
  createBrowser,
  getManagementToken,
  type Parameters,
  readManagement,
  web,
} from '../broker/index.ts';
import type { TestIdp } from '../idps/index.ts';

/** Words of an IdP that must not get out. */
export const marker = 'IDP-WORDS-MARKER';

const sessionCookie = 'valetkey-session';

/** What a sign-in that failed must not have made. */
export async function countRows(broker: Broker): Promise<Record<string, number>> {
  const { db } = broker.app.tenant.store;
  const counts: Record<string, number> = {};
  for (const table of ['users', 'identities', 'idp_tokens', 'sessions', 'authorizations'] as const) {
    counts[table] = (await db.selectFrom(table).selectAll().execute()).length;
  }
  return counts;
}

/** Takes a browser as far as the IdP's address; gives that, and its parameters. */
export async function start(broker: Broker, browser: Browser, parameters: Parameters = {}) {
  const response = await browser.get(authorizeUrl(broker, { connection: 'con1', ...parameters }));
  const location = response.headers.get('location');
  if (!location) throw new Error(`no redirect: ${response.status} ${await response.text()}`);
  const url = new URL(location);
  return { url: url.href, sent: Object.fromEntries(url.searchParams) };
}

/** Brings an authorization response to the callback, as the browser does. */
export async function finish(broker: Broker, browser: Browser, parameters: Parameters) {
  const response = await browser.get(`${broker.url}/login/callback?${new URLSearchParams(parameters)}`);
  const location = response.headers.get('location');
  return {
    response,
    /** What the application gets; undefined when the browser was shown a page. */
    answer: location === null ? undefined : Object.fromEntries(new URL(location).searchParams),
    location,
  };
}

/** The whole way, whatever comes of it. */
export async function attempt(broker: Broker, parameters: Parameters = {}, browser: Browser = createBrowser()) {
  const start = authorizeUrl(broker, { connection: 'con1', state: 'app-state', ...parameters });
  const { url, response } = await browser.follow(start, web.callback);
  return { url, response, browser, answer: Object.fromEntries(url.searchParams) };
}

/** A failure at the application says what happened in our words, and nothing came of it. */
export function expectRefusal(
  broker: Broker,
  found: { answer: Record<string, string> | undefined; browser?: Browser },
  error: string,
): void {
  const texts = Object.values(errorCatalogue).map(({ text }): string => text);
  expect(found.answer).toEqual({
    error,
    error_description: expect.toSatisfy((text: string) => texts.includes(text)),
    state: expect.any(String),
    iss: broker.issuer,
  });
  expect(JSON.stringify(found.answer)).not.toContain(marker);
  if (found.browser) expect(found.browser.cookie(broker.url, sessionCookie)).toBeUndefined();
}

/** A failure that has no application to go to is a page, without a session, that repeats nothing it was given. */
export async function expectErrorPage(broker: Broker, response: Response, browser: Browser): Promise<void> {
  const page = await response.text();
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(page).not.toContain(marker);
  expect(browser.cookie(broker.url, sessionCookie)).toBeUndefined();
}

export function hasSession(broker: Broker, browser: Browser): boolean {
  return browser.cookie(broker.url, sessionCookie) !== undefined;
}

/**
 * The user as a backend with the right to IdP tokens sees it, without how long they still live, which changes as one
 * looks; undefined when there is none.
 */
export async function readUser(broker: Broker, userId: string): Promise<Record<string, unknown> | undefined> {
  const token = await getManagementToken(broker);
  const { status, body } = await readManagement(broker, `/users/${encodeURIComponent(userId)}`, token);
  if (status === 404) return undefined;
  expect(status).toBe(200);
  for (const identity of (body.identities ?? []) as Record<string, unknown>[]) delete identity.expires_in;
  return body;
}

export function identityOf(user: Record<string, unknown> | undefined): Record<string, unknown> {
  return (user?.identities as Record<string, unknown>[] | undefined)?.[0] ?? {};
}

/** What an operator with a database shell could do, foreign keys and all; never what the program does. */
export async function runSql(broker: Broker, ...statements: string[]): Promise<void> {
  const { databaseUrl } = broker.config;
  if (databaseUrl.startsWith('sqlite:')) {
    const database = new DatabaseSync(databaseUrl.slice('sqlite:'.length), { enableForeignKeyConstraints: false });
    for (const statement of statements) database.exec(statement);
    database.close();
    return;
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Requests that cost a code or a token something. */
export function tokenCalls(...idps: TestIdp[]): number {
  return idps.reduce((sum, idp) => sum + idp.requests('token').length, 0);
}
