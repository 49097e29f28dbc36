import { fillPlain } from './fill-text.ts';
import { type Html, html } from './html.ts';
import { defaultLocale, textsIn } from './languages.ts';
import type { PageLook } from './layout.ts';
import { safeLink } from './links.ts';

/** The button back to the application, named where its name is known; nothing without an address to go to. */
export function wayBack(page: PageLook & { readonly returnUrl?: string | undefined }): Html | undefined {
  const { clientName, returnUrl, locale = defaultLocale } = page;
  const texts = textsIn(locale);
  const link = safeLink(returnUrl);
  const label = clientName === undefined ? texts.back : fillPlain(texts.backToClient, { client: clientName });
  return link === undefined
    ? undefined
    : html`<div class="choices">\n<a class="button primary" href="${link}">${label}</a>\n</div>`;
}
