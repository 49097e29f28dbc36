/** A browser reduced to what protocols need: a cookie jar by origin, and redirects that are followed by hand. */
export interface Browser {
  get(url: string, headers?: Record<string, string>): Promise<Response>;
  post(url: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** Follows redirects until one leads to an address that starts with `stop`, or an answer is none. */
  follow(url: string, stop: string): Promise<{ url: URL; response?: Response }>;
  cookie(url: string, name: string): string | undefined;
  setCookie(url: string, name: string, value: string): void;
}

export function createBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>();
  const jarOf = (url: string) => {
    const { host } = new URL(url);
    let jar = jars.get(host);
    if (!jar) {
      jar = new Map();
      jars.set(host, jar);
    }
    return jar;
  };

  async function send(url: string, init: RequestInit): Promise<Response> {
    const jar = jarOf(url);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      if (value === '' || /max-age=0/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), value);
    }
    return response;
  }

  const browser: Browser = {
    get: (url, headers = {}) => send(url, { headers }),
    post: (url, form, headers = {}) => send(url, { method: 'POST', body: new URLSearchParams(form), headers }),
    async follow(start, stop) {
      let url = start;
      for (let hops = 0; hops < 15; hops += 1) {
        if (url.startsWith(stop)) return { url: new URL(url) };
        const response = await send(url, {});
        const location = response.headers.get('location');
        if (!location) return { url: new URL(url), response };
        await response.arrayBuffer();
        url = new URL(location, url).href;
      }
      throw new Error('too many redirects');
    },
    cookie: (url, name) => jarOf(url).get(name),
    setCookie: (url, name, value) => void jarOf(url).set(name, value),
  };
  return browser;
}
