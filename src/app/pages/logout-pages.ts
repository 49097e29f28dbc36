import { fillPlain, fillText } from './fill-text.ts';
import { type Fields, hiddenFields } from './hidden-fields.ts';
import { html } from './html.ts';
import { textsOf } from './languages.ts';
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
  const { tenantName, clientName, action, fields } = page;
  const texts = textsOf(page).signOut;
  const names = { client: clientName, tenant: tenantName };
  const title = fillPlain(texts.title, names);
  const lead = fillText(clientName === undefined ? texts.lead : texts.leadForClient, names);
  const body = html`<h1>${title}</h1>
<p class="soft">${lead}</p>
<form method="post" action="${action}">
${hiddenFields(fields)}<div class="choices">
<button class="primary" name="decision" value="sign-out">${fillPlain(texts.confirm, names)}</button>
<button name="decision" value="stay">${fillPlain(texts.stay, names)}</button>
</div>
</form>`;
  return renderLayout(page, { title, body, form: true });
}

export interface SignedOut extends PageLook {
  readonly tenantName: string;
  /** Where the person may go on to. Shown only if it is a plain web address. */
  readonly returnUrl?: string | undefined;
}

/** A page at which the way ends, unless there is an address to go back to. */
function renderEnd(page: SignedOut, { title, text, note }: { title: string; text: string; note?: string }): Page {
  const names = { client: page.clientName, tenant: page.tenantName };
  const heading = fillPlain(title, names);
  const body = html`<h1>${heading}</h1>
<p>${fillText(text, names)}</p>
${note === undefined ? undefined : html`<p class="soft">${fillText(note, names)}</p>\n`}${wayBack(page)}`;
  return renderLayout(page, { title: heading, body });
}

/** Where the question whether to sign out ends when the answer was no. */
export function renderStillSignedIn(page: SignedOut): Page {
  return renderEnd(page, textsOf(page).stillSignedIn);
}

/** Where a sign-out ends when there is no address to return to. */
export function renderSignedOut(page: SignedOut): Page {
  return renderEnd(page, textsOf(page).signedOut);
}
