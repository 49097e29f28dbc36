interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  readonly secure: boolean;
}

/** As much of RFC 6265 as a sign-in on one machine needs: host, path, Secure and removal. Domains are not widened. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** Takes the Set-Cookie lines of an answer from `url`. */
  store(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      if (at < 1) continue;
      const read = (name: string) =>
        attributes.find((it) => it.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
      const path = read('path');
      const cookie: Cookie = {
        name: pair.slice(0, at),
        value: pair.slice(at + 1),
        host: url.hostname,
        path: path?.startsWith('/') ? path : url.pathname.replace(/\/[^/]*$/, '') || '/',
        secure: attributes.some((it) => it.toLowerCase() === 'secure'),
      };
      const key = `${cookie.host} ${cookie.path} ${cookie.name}`;
      const expires = read('expires');
      const maxAge = read('max-age');
      const gone =
        maxAge !== undefined ? Number(maxAge) <= 0 : expires !== undefined && Date.parse(expires) <= Date.now();
      if (gone) this.#cookies.delete(key);
      else this.#cookies.set(key, cookie);
    }
  }

  /** The Cookie line for a request to `url`; empty when there is none. */
  header(url: URL): string {
    return [...this.#cookies.values()]
      .filter((cookie) => cookie.host === url.hostname && covers(cookie.path, url.pathname))
      .filter((cookie) => !cookie.secure || url.protocol === 'https:')
      .sort((a, b) => b.path.length - a.path.length)
      .map((cookie) => `${cookie.name}=${cookie.value}`)
      .join('; ');
  }
}

function covers(cookiePath: string, path: string): boolean {
  if (path === cookiePath) return true;
  return path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`);
}
