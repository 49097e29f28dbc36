import { endpoints } from 'virtual:endpoints';
import { ApiError, readApiError } from './api-error.ts';
import type { Answer, CountedPage, EndpointName, Input } from './contract.ts';

interface Parts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** What the session puts into the client: kept here, because every call needs it and no screen does. */
export const client: {
  csrfToken: string | undefined;
  /** The session is over. */
  onSignedOut: () => void;
  /** Asks who is there once more; false when they would rather not. */
  reauthenticate: () => Promise<boolean>;
} = { csrfToken: undefined, onSignedOut: () => undefined, reauthenticate: async () => false };

function urlOf(path: string, { params = {}, query = {} }: Parts): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [name, String(one)]),
  );
  return pairs.length === 0 ? filled : `${filled}?${new URLSearchParams(pairs)}`;
}

function send(method: string, path: string, parts: Parts): Promise<Response> {
  const withBody = parts.body !== undefined;
  return fetch(urlOf(path, parts), {
    method,
    headers: {
      accept: 'application/json',
      ...(method !== 'GET' && client.csrfToken !== undefined && { 'x-csrf-token': client.csrfToken }),
      // No form of a foreign page can send this type.
      ...(withBody && { 'content-type': 'application/json' }),
    },
    ...(withBody && { body: JSON.stringify(parts.body) }),
  }).catch(() => {
    throw new ApiError('The server cannot be reached.', { status: 0 });
  });
}

async function needsReauthentication(response: Response): Promise<boolean> {
  return (await readApiError(response.clone())).code === 'reauthentication_required';
}

/** Of an endpoint that answers without a body (204, and 202 here and there), nothing. */
async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

/** Calls an endpoint by its name in the contract. */
export async function call<Name extends EndpointName>(name: Name, input: Input<Name>): Promise<Answer<Name>> {
  const [method, path] = endpoints[name]!;
  let response = await send(method, path, input as Parts);
  if (response.status === 403 && (await needsReauthentication(response)) && (await client.reauthenticate())) {
    response = await send(method, path, input as Parts);
  }
  if (response.ok) return (await readAnswer(response)) as Answer<Name>;
  const error = await readApiError(response);
  if (error.status === 401 && client.csrfToken !== undefined) client.onSignedOut();
  throw error;
}

/** Calls an endpoint that lists, for a page that says how many there are in all. */
export async function callForPage<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
): Promise<CountedPage<Name>> {
  const query = { ...(input as Parts).query, include_totals: 'true' };
  return (await call(name, { ...input, query })) as CountedPage<Name>;
}

/** The largest page, and as many of them as the Management API counts its way to: a thousand objects. */
const pageSize = 100;
const mostPages = 10;

/** The list in a page; the rest of it is numbers. */
function listIn(page: object): unknown[] {
  return Object.values(page).find((member) => Array.isArray(member)) as unknown[];
}

/** Calls an endpoint that lists for all there is, up to a thousand; `total` says how many there are. */
export async function callForAll<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
): Promise<CountedPage<Name>> {
  const { query } = input as Parts;
  const pageAt = (page: number) =>
    callForPage(name, { ...input, query: { ...query, page: String(page), per_page: String(pageSize) } });
  const whole = await pageAt(0);
  const found = listIn(whole);
  for (let page = 1; page < mostPages && found.length < (whole as { total: number }).total; page += 1) {
    const more = listIn(await pageAt(page));
    // What was deleted meanwhile is counted and not there.
    if (more.length === 0) break;
    found.push(...more);
  }
  return whole;
}
