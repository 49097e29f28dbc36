import type { Browser } from '../broker/index.ts';

/** Where a person ended up: at the application's address, or on a page with no way on. */
export interface Landing {
  readonly url: URL;
  /** The page; undefined at the application. */
  readonly page?: { readonly status: number; readonly text: string };
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value?.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&#x2F;', '/');
}

/** The first form of a page, filled in as somebody would who wants to go on: named, and with the first button pressed. */
function fillForm(page: string): { action: string; fields: Record<string, string> } | undefined {
  const form = /<form[^>]*>/.exec(page)?.[0];
  const action = form && attribute(form, 'action');
  if (action === undefined) return undefined;
  const fields: Record<string, string> = {};
  for (const [tag] of page.matchAll(/<input[^>]*>/g)) {
    const name = attribute(tag, 'name');
    if (name !== undefined) fields[name] = attribute(tag, 'value') ?? 'vera';
  }
  const buttons = [...page.matchAll(/<button[^>]*>/g)].map(([tag]) => tag);
  const button = buttons.find((tag) => attribute(tag, 'name') !== undefined);
  if (button) fields[attribute(button, 'name')!] = attribute(button, 'value') ?? '';
  return { action, fields };
}

async function goOn(browser: Browser, from: URL, first: Response, stop: string): Promise<Landing> {
  let url = from;
  let response = first;
  for (let hop = 0; hop < 20; hop += 1) {
    const text = await response.text();
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url);
      if (url.href.startsWith(stop)) return { url };
      response = await browser.get(url.href);
      continue;
    }
    const filled = response.status === 200 ? fillForm(text) : undefined;
    if (!filled) return { url, page: { status: response.status, text } };
    url = new URL(filled.action, url);
    response = await browser.post(url.href, filled.fields);
  }
  throw new Error(`no end after twenty steps, at ${url.href}`);
}

/** Follows an address as a person with a browser does, who says yes to everything, until the application's address. */
export async function visit(browser: Browser, url: URL, stop: string): Promise<Landing> {
  return goOn(browser, url, await browser.get(url.href), stop);
}

/** The same, with the query sent as a form. */
export async function visitByPost(browser: Browser, url: URL, stop: string): Promise<Landing> {
  const endpoint = new URL(url.pathname, url);
  return goOn(browser, endpoint, await browser.post(endpoint.href, Object.fromEntries(url.searchParams)), stop);
}
