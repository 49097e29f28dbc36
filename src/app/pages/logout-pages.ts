import { fillText } from './fill-text.ts';
import { type Fields, hiddenFields } from './hidden-fields.ts';
import { html } from './html.ts';
import { defaultLocale, textsIn } from './languages.ts';
import { type Page, type PageLook, renderLayout } from './layout.ts';
import { wayBack } from './way-back.ts';

export interface LogoutConfirmation extends PageLook {
  readonly tenantName: string;
  /** Where the form is posted to. */
  readonly action: string;
  readonly fields: Fields;
}

/** Asks before a session ends (RP-Initiated Logout section 6). Posts the fields and `decision`: `sign-out` or `stay`. */
export function renderLogoutConfirmation(page: LogoutConfirmation): Page {
  const { tenantName, clientName, action, fields, locale = defaultLocale } = page;
  const texts = textsIn(locale).signOut;
  const lead =
    clientName === undefined
      ? fillText(texts.lead, { tenant: tenantName })
      : fillText(texts.leadForClient, { client: clientName, tenant: tenantName });
  const body = html`<h1>${texts.title}</h1>
<p class="soft">${lead}</p>
<form method="post" action="${action}">
${hiddenFields(fields)}<div class="choices">
<button class="primary" name="decision" value="sign-out">${texts.confirm}</button>
<button name="decision" value="stay">${texts.stay}</button>
</div>
</form>`;
  return renderLayout(page, { title: texts.title, body, form: true });
}

export interface SignedOut extends PageLook {
  readonly tenantName: string;
  /** Where the person may go on to. Shown only if it is a plain web address. */
  readonly returnUrl?: string | undefined;
}

/** Where the question whether to sign out ends when the answer was no. */
export function renderStillSignedIn(page: SignedOut): Page {
  const { locale = defaultLocale } = page;
  const texts = textsIn(locale).stillSignedIn;
  const body = html`<h1>${texts.title}</h1>
<p>${texts.text}</p>
${wayBack(page)}`;
  return renderLayout(page, { title: texts.title, body });
}

/** Where a sign-out ends when there is no address to return to. */
export function renderSignedOut(page: SignedOut): Page {
  const { tenantName, locale = defaultLocale } = page;
  const texts = textsIn(locale);
  const body = html`<h1>${texts.signedOut.title}</h1>
<p>${fillText(texts.signedOut.text, { tenant: tenantName })}</p>
<p class="soft">${texts.signedOut.note}</p>
${wayBack(page)}`;
  return renderLayout(page, { title: texts.signedOut.title, body });
}
