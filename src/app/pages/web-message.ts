import { ValetkeyError } from '../../base/index.ts';
import { inlineSource } from './content-security-policy.ts';
import type { Fields } from './hidden-fields.ts';
import { Html, html } from './html.ts';
import { defaultLocale, textsIn } from './languages.ts';
import { type Page, type PageLook, renderLayout } from './layout.ts';

// A pop-up has an opener, an iframe a parent; a page of its own is its own parent and tells nobody.
const post = inlineSource(`
const { targetOrigin, message } = JSON.parse(document.getElementById('message').textContent);
const receiver = window.opener || window.parent;
if (receiver !== window) receiver.postMessage(message, targetOrigin);
`);

export interface WebMessage extends PageLook {
  /** The only origin that gets the message or may frame the page; a full URL is cut to its origin. */
  readonly targetOrigin: string;
  /** The parameters of the authorization response. */
  readonly response: Fields;
}

/** Stricter than a URL needs to be: the value stands in a header, where `;` or `*` would have a meaning. */
function exactOrigin(address: string): string {
  const origin = URL.canParse(address) ? new URL(address).origin : '';
  if (!/^https?:\/\/[a-z0-9._[\]:-]+$/.test(origin)) {
    throw new ValetkeyError('invalid_request', { detail: 'A web message needs an http or https origin to go to.' });
  }
  return origin;
}

/**
 * `response_mode=web_message`: posts `{type: 'authorization_response', response}` to the window that waits for it.
 * Throws `invalid_request` if the target is not a web origin.
 */
export function renderWebMessage({ targetOrigin, response, locale = defaultLocale }: WebMessage): Page {
  const origin = exactOrigin(targetOrigin);
  const texts = textsIn(locale).webMessage;
  const message = { type: 'authorization_response', response };
  // With no "<" in it, nothing can end the data block early or open a comment in it.
  const data = JSON.stringify({ targetOrigin: origin, message }).replaceAll('<', '\\u003c');
  const body = html`<h1>${texts.title}</h1>
<p class="soft">${texts.text}</p>
<script type="application/json" id="message">${new Html(data)}</script>`;
  return renderLayout({ locale }, { title: texts.title, body, script: post, framedBy: origin });
}
