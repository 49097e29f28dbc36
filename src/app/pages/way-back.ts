import { fillPlain } from './fill-text.ts';
import { type Html, html } from './html.ts';
import { textsOf } from './languages.ts';
import type { PageLook } from './layout.ts';
import { safeLink } from './links.ts';

/** The button back to the application, named where its name is known; nothing without an address to go to. */
export function wayBack(page: PageLook & { readonly returnUrl?: string | undefined }): Html | undefined {
  const { tenantName, clientName, returnUrl } = page;
  const texts = textsOf(page);
  const link = safeLink(returnUrl);
  const label = fillPlain(clientName === undefined ? texts.back : texts.backToClient, {
    client: clientName,
    tenant: tenantName,
  });
  return link === undefined
    ? undefined
    : html`<div class="choices">\n<a class="button primary" href="${link}">${label}</a>\n</div>`;
}
