import { fillPlain, fillText } from './fill-text.ts';
import { type Fields, hiddenFields } from './hidden-fields.ts';
import { type Html, html } from './html.ts';
import { textsOf } from './languages.ts';
import { type Page, type PageLook, renderLayout } from './layout.ts';

export interface SignInPage extends PageLook {
  readonly tenantName: string;
  readonly clientName: string;
  /** In the order to show them. `name` comes back as the form's `connection`, `label` is for people. */
  readonly connections: readonly { readonly name: string; readonly label: string }[];
  /** Where the form is posted to. */
  readonly action: string;
  /** More for the form to carry, such as the transaction. */
  readonly fields?: Fields;
  /** `screen_hint=signup`: the words are those of a new account. */
  readonly signUp: boolean;
}

/** The first letter as a reader sees it, which may take several code points. */
function initial(label: string): string {
  const [first] = new Intl.Segmenter().segment(label.trim());
  return first?.segment.toLocaleUpperCase() ?? '';
}

/** One button for each connection; it posts `connection=NAME` and the fields, and needs no script. */
export function renderSignInPage(page: SignInPage): Page {
  const { tenantName, clientName, connections, action, fields, signUp } = page;
  const texts = textsOf(page);
  const words = signUp ? texts.signUp : texts.signIn;
  const names = { client: clientName, tenant: tenantName };

  if (connections.length === 0) {
    const title = fillPlain(texts.noConnections.title, names);
    const body = html`<h1>${title}</h1>
<p class="soft">${fillText(texts.noConnections.text, names)}</p>`;
    return renderLayout(page, { title, body });
  }

  const choice = (connection: { name: string; label: string }): Html => html`
<li><button class="choice" name="connection" value="${connection.name}"><span class="badge" aria-hidden="true">${initial(connection.label)}</span><span>${fillPlain(words.choice, { ...names, connection: connection.label })}</span></button></li>`;

  const title = fillPlain(words.title, names);
  const body = html`<h1>${title}</h1>
<p class="soft">${fillText(words.lead, names)}</p>
<form method="post" action="${action}">
${hiddenFields(fields)}<ul class="choices" role="list">${connections.map(choice)}
</ul>
</form>
<p class="soft small note">${fillText(words.note, names)}</p>`;
  return renderLayout(page, { title, body, form: true });
}
