import { fillPlain, fillText } from './fill-text.ts';
import { type Fields, hiddenFields } from './hidden-fields.ts';
import { html } from './html.ts';
import { textsOf } from './languages.ts';
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

/** Asks before an account is linked. Posts the fields and `decision`: `link`, `other` or `cancel`. */
export function renderLinkPage(page: LinkPage): Page {
  const { tenantName, clientName, connection, account, user, action, fields } = page;
  const { link: texts, error } = textsOf(page);
  const names = { client: clientName, tenant: tenantName, connection, account, user };
  const title = fillPlain(texts.title, names);
  const body = html`<h1>${title}</h1>
<p>${fillText(texts.lead, names)}</p>
<p class="soft">${fillText(texts.effect, names)}</p>
${page.merges ? html`<p class="alert">${fillText(texts.merges, names)}</p>\n` : undefined}<form method="post" action="${action}">
${hiddenFields(fields)}<div class="choices">
<button class="primary" name="decision" value="link">${fillPlain(texts.confirm, names)}</button>
<button name="decision" value="other">${fillPlain(error.otherAccount, names)}</button>
<button name="decision" value="cancel">${fillPlain(texts.cancel, names)}</button>
</div>
</form>`;
  return renderLayout(page, { title, body, form: true });
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
  const { tenantName, clientName, connection, accounts, user, action, fields } = page;
  const texts = textsOf(page).unlink;
  const names = { client: clientName, tenant: tenantName, connection, user };
  const title = fillPlain(texts.title, names);
  const choice = ({ id, name }: { id: string; name: string }) =>
    html`<button name="account" value="${id}">${fillPlain(texts.choice, { ...names, account: name })}</button>\n`;
  const body = html`<h1>${title}</h1>
<p>${fillText(texts.lead, names)}</p>
<p class="soft">${fillText(texts.effect, names)}</p>
<form method="post" action="${action}">
${hiddenFields(fields)}<div class="choices">
${accounts.map(choice)}<button class="primary" name="account" value="">${fillPlain(texts.cancel, names)}</button>
</div>
</form>`;
  return renderLayout(page, { title, body, form: true });
}
