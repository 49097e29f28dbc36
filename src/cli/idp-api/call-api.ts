import { send } from '../tenant-client/send.ts';
import type { ApiRequest } from './build-request.ts';

const mostRedirects = 5;
/** Time to the head of the answer; the body may take as long as it comes. */
const headTimeoutMs = 60_000;

async function sendOnce(request: ApiRequest, token: string): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('authorization', `Bearer ${token}`);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new DOMException('no answer', 'TimeoutError')), headTimeoutMs);
  try {
    const { url, method, body } = request;
    return await send(url, { method, headers, signal: abort.signal, ...(body && { body }) });
  } finally {
    clearTimeout(timer);
  }
}

/** Where the answer points, if it is a redirect. */
export function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return undefined;
  return URL.parse(location, from.href) ?? undefined;
}

/** A redirect as fetch treats it: 303, and 301 or 302 after a POST, go on as a GET (Fetch standard, HTTP-redirect fetch). */
function follow(request: ApiRequest, status: number, url: URL): ApiRequest {
  const becomesGet = status === 303 ? request.method !== 'HEAD' : status < 303 && request.method === 'POST';
  if (!becomesGet) return { ...request, url };
  const headers = new Headers(request.headers);
  headers.delete('content-type');
  return { url, method: 'GET', headers, body: undefined };
}

/**
 * Sends the request with the token. A redirect to another origin is returned, not followed: the token is for the
 * server that was named, and to no other (RFC 9700 section 4.11).
 * @throws {CommandFailure} when the API cannot be reached
 */
export async function callApi(request: ApiRequest, token: string): Promise<{ response: Response; url: URL }> {
  let current = request;
  for (let redirects = 0; ; redirects++) {
    const response = await sendOnce(current, token);
    const target = redirectTarget(response, current.url);
    if (!target || target.origin !== request.url.origin || redirects === mostRedirects) {
      return { response, url: current.url };
    }
    await response.body?.cancel();
    current = follow(current, response.status, target);
  }
}
