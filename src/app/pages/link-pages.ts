import { fillPlain, fillText } from './fill-text.ts';
import { type Fields, hiddenFields } from './hidden-fields.ts';
import { html } from './html.ts';
import { defaultLocale, textsIn } from './languages.ts';
import { type Page, type PageLook, renderLayout } from './layout.ts';

export interface LinkPage extends PageLook {
  readonly tenantName: string;
  readonly clientName: string;
  readonly connection: string;
  /** The account that is to be linked, in words that its owner knows, and whom it is to be linked to. */
  readonly account: string;
  readonly user: string;
  /** It is a user of its own until now. */
  readonly merges: boolean;
  /** Where the form is posted to. */
  readonly action: string;
  readonly fields: Fields;
}

/** Asks before an account is linked. Posts the fields and `decision`: `link` or `cancel`. */
export function renderLinkPage(page: LinkPage): Page {
  const { tenantName, clientName, connection, account, user, action, fields, locale = defaultLocale } = page;
  const texts = textsIn(locale).link;
  const names = { client: clientName, tenant: tenantName, connection, account, user };
  const body = html`<h1>${texts.title}</h1>
<p>${fillText(texts.lead, names)}</p>
<p class="soft">${texts.effect}</p>
${page.merges ? html`<p class="alert">${fillText(texts.merges, names)}</p>\n` : undefined}<form method="post" action="${action}">
${hiddenFields(fields)}<div class="choices">
<button class="primary" name="decision" value="link">${texts.confirm}</button>
<button name="decision" value="cancel">${texts.cancel}</button>
</div>
</form>`;
  return renderLayout(page, { title: texts.title, body, form: true });
}

export interface UnlinkPage extends PageLook {
  readonly tenantName: string;
  readonly clientName: string;
  readonly connection: string;
  readonly accounts: readonly { readonly id: string; readonly name: string }[];
  readonly user: string;
  readonly action: string;
  readonly fields: Fields;
}

/** Asks which account is to be unlinked. Posts the fields and `account`: its id, or nothing to keep them all. */
export function renderUnlinkPage(page: UnlinkPage): Page {
  const { clientName, connection, accounts, user, action, fields, locale = defaultLocale } = page;
  const texts = textsIn(locale).unlink;
  const choice = ({ id, name }: { id: string; name: string }) =>
    html`<button name="account" value="${id}">${fillPlain(texts.choice, { account: name })}</button>\n`;
  const body = html`<h1>${texts.title}</h1>
<p>${fillText(texts.lead, { client: clientName, connection, user })}</p>
<p class="soft">${texts.effect}</p>
<form method="post" action="${action}">
${hiddenFields(fields)}<div class="choices">
${accounts.map(choice)}<button class="primary" name="account" value="">${texts.cancel}</button>
</div>
</form>`;
  return renderLayout(page, { title: texts.title, body, form: true });
}
