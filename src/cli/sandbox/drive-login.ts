import { type Dispatcher, request } from 'undici';
import { CookieJar } from './cookie-jar.ts';
import { findPersonForm, pageText } from './page-forms.ts';

/** One request of the unattended sign-in, and its answer. Addresses may hold codes: shorten them before printing. */
export interface SignInStep {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly status: number;
  readonly location?: string;
}

export interface SignInOptions {
  /** Name, e-mail address or login of the person, as the IdP's page shows it. */
  readonly user: string;
  /** Where the application waits; default: `redirect_uri` of the authorization request. */
  readonly callbackUrl?: string;
  /** For a server certificate of the local CA. */
  readonly dispatcher?: Dispatcher;
  /** Requests before giving up; default 20. */
  readonly maxHops?: number;
  readonly onStep?: (step: SignInStep) => void;
}

const timeLimit = 15_000;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Signs in as a browser would, with a cookie jar and no script: follows the redirects of an authorization request to
 * the IdP's page, picks the person there, and follows on to the application's callback, which is not called.
 * @returns the callback with its parameters, be they a code or an error.
 * @throws Error when a page has no button for the person, or the way is longer than `maxHops`.
 */
export async function signInWithoutBrowser(authorizeUrl: string | URL, options: SignInOptions): Promise<URL> {
  let url = new URL(authorizeUrl);
  const callback = new URL(
    options.callbackUrl ?? url.searchParams.get('redirect_uri') ?? fail('No callback is known.'),
  );
  const jar = new CookieJar();
  let form: URLSearchParams | undefined;
  for (let hop = 0; hop < (options.maxHops ?? 20); hop += 1) {
    const answer = await send(url, form, jar, options);
    if (answer.location) {
      const next = new URL(answer.location, url);
      if (next.origin === callback.origin && next.pathname === callback.pathname) return next;
      // RFC 9110 section 15.4: only 307 and 308 repeat the method and the body.
      if (answer.status !== 307 && answer.status !== 308) form = undefined;
      url = next;
      continue;
    }
    const found = answer.status === 200 ? findPersonForm(answer.text, options.user) : undefined;
    if (!found)
      fail(
        `No way on for ${options.user} at ${url.origin}${url.pathname} (${answer.status}): ${pageText(answer.text)}`,
      );
    url = new URL(found.action || url.href, url);
    form = found.fields;
  }
  fail('The sign-in goes through too many redirects and pages.');
}

async function send(url: URL, form: URLSearchParams | undefined, jar: CookieJar, options: SignInOptions) {
  const method = form ? 'POST' : 'GET';
  const cookie = jar.header(url);
  const { statusCode, headers, body } = await request(url, {
    method,
    body: form?.toString(),
    headers: {
      accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8',
      ...(form && { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin }),
      ...(cookie && { cookie }),
    },
    headersTimeout: timeLimit,
    bodyTimeout: timeLimit,
    ...(options.dispatcher && { dispatcher: options.dispatcher }),
  });
  const text = await body.text();
  jar.store(url, [headers['set-cookie'] ?? []].flat());
  const location = redirects.has(statusCode) ? [headers.location ?? []].flat()[0] : undefined;
  options.onStep?.({ method, url: url.href, status: statusCode, ...(location && { location }) });
  return { status: statusCode, text, location };
}

function fail(sentence: string): never {
  throw new Error(sentence);
}
