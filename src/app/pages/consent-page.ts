import { fillPlain, fillText } from './fill-text.ts';
import { type Fields, hiddenFields } from './hidden-fields.ts';
import { type Html, html } from './html.ts';
import { textsOf } from './languages.ts';
import { type Page, type PageLook, renderLayout } from './layout.ts';

export interface ConsentPage extends PageLook {
  readonly tenantName: string;
  readonly clientName: string;
  /** Who is signed in, so that nobody allows something for another than they think. */
  readonly account?: string | undefined;
  readonly apiName?: string | undefined;
  /** Scopes of OpenID Connect and of the user's own account; those that a person cannot make anything of are not shown. */
  readonly accountScopes: readonly string[];
  /** What the API says of its scopes, in the operator's words. */
  readonly apiScopes: readonly string[];
  /** Somebody else may sign in and answer. */
  readonly otherAccount: boolean;
  /** Where the form is posted to. */
  readonly action: string;
  readonly fields: Fields;
}

/** Asks whether an application may have what it asks for. Posts the fields and `decision`: `allow`, `deny` or `other`. */
export function renderConsentPage(page: ConsentPage): Page {
  const { tenantName, clientName, account, apiName, action, fields } = page;
  const { consent: texts, error } = textsOf(page);
  const names = { client: clientName, tenant: tenantName, api: apiName, account };
  const title = fillPlain(texts.title, names);
  const known: Readonly<Record<string, string>> = texts.scopes;
  const words = page.accountScopes.flatMap((scope) =>
    Object.hasOwn(known, scope) ? [fillPlain(known[scope]!, names)] : [],
  );
  const item = (text: string): Html => html`<li><bdi>${text}</bdi></li>\n`;
  const list = (items: readonly string[]) => html`<ul>\n${items.map(item)}</ul>\n`;
  const ofApi =
    apiName === undefined ? undefined : html`<p>${fillText(texts.atApi, names)}</p>\n${list(page.apiScopes)}`;
  const body = html`<h1>${title}</h1>
<p class="soft">${fillText(texts.lead, names)}</p>
${words.length > 0 ? list(words) : undefined}${ofApi}<form method="post" action="${action}">
${hiddenFields(fields)}<div class="choices">
<button class="primary" name="decision" value="allow">${fillPlain(texts.allow, names)}</button>
<button name="decision" value="deny">${fillPlain(texts.deny, names)}</button>
${page.otherAccount ? html`<button name="decision" value="other">${fillPlain(error.otherAccount, names)}</button>\n` : undefined}</div>
</form>
${account === undefined ? undefined : html`<p class="soft small note">${fillText(texts.account, names)}</p>`}`;
  return renderLayout(page, { title, body, form: true });
}
