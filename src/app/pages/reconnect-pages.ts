import type { ErrorCode } from '../../base/index.ts';
import { fillPlain, fillText, type Names } from './fill-text.ts';
import { type Fields, hiddenFields } from './hidden-fields.ts';
import { Html, html } from './html.ts';
import { textsOf } from './languages.ts';
import { type Page, type PageLook, renderLayout } from './layout.ts';
import { wayBack } from './way-back.ts';

export interface ReconnectPage extends PageLook {
  readonly tenantName: string;
  /** At first, or again after what did not do. */
  readonly outcome: 'ask' | 'wrong-account' | 'scopes-missing' | 'failed';
  readonly failure?: ErrorCode | undefined;
  /** Who needs the grant: an application, or the tenant. */
  readonly requester: string;
  readonly connection: string;
  /** The account's own name, where it has one. */
  readonly account?: string | undefined;
  /** Where the form is posted to. */
  readonly action: string;
  readonly fields: Fields;
}

interface Part {
  readonly title: string;
  readonly text: Html;
  readonly status?: number;
}

function namesFor({ requester, connection, account, clientName, tenantName }: ReconnectPage): Names {
  return { requester, connection, account, client: clientName, tenant: tenantName };
}

function partFor(page: ReconnectPage): Part {
  const { outcome, failure, account } = page;
  const { reconnect: texts, error } = textsOf(page);
  const names = namesFor(page);
  const paragraph = (text: string) => html`<p>${fillText(text, names)}</p>\n`;
  const named = (text: string) => (account === undefined ? undefined : paragraph(text));
  if (outcome === 'ask') {
    const effect = html`<p class="soft">${fillPlain(texts.effect, names)}</p>\n`;
    return {
      title: fillPlain(texts.title, names),
      text: html`${paragraph(texts.lead)}${named(texts.account)}${effect}`,
    };
  }
  if (outcome === 'wrong-account') {
    return {
      title: fillPlain(texts.wrong.title, names),
      text: html`${paragraph(texts.wrong.text)}${named(texts.expected)}`,
      status: 403,
    };
  }
  if (outcome === 'scopes-missing') {
    return { title: fillPlain(texts.missing.title, names), text: paragraph(texts.missing.text) };
  }
  const { title, text } = (failure && error.byCode[failure]) ?? error.general;
  return {
    title: fillPlain(title, names),
    text: html`${paragraph(text)}<p class="soft">${fillText(texts.failed, names)}</p>\n`,
    status: 403,
  };
}

/** Asks a user to renew a grant. Posts the fields, and `account=other` to choose another account at the IdP. */
export function renderReconnectPage(page: ReconnectPage): Page {
  const { outcome, action, fields } = page;
  const { reconnect: texts, error } = textsOf(page);
  const { title, text, status } = partFor(page);
  const say = (words: string) => fillPlain(words, namesFor(page));
  const again = html`<button class="primary">${say(outcome === 'ask' ? texts.start : error.tryAgain)}</button>\n`;
  const isWrong = outcome === 'wrong-account';
  const other = html`<button${isWrong ? new Html(' class="primary"') : undefined} name="account" value="other">${say(error.otherAccount)}</button>\n`;
  const buttons = outcome === 'ask' || outcome === 'scopes-missing' ? [again] : isWrong ? [other] : [again, other];
  const said = html`<h1>${title}</h1>\n${text}`;
  const body = html`${outcome === 'ask' ? said : html`<div role="alert">\n${said}</div>\n`}<form method="post" action="${action}">
${hiddenFields(fields)}<div class="choices">
${buttons}</div>
</form>`;
  return renderLayout(page, { title, body, form: true, ...(status !== undefined && { status }) });
}

export interface ReconnectedPage extends PageLook {
  readonly tenantName: string;
  readonly requester: string;
  readonly connection: string;
  /** Where the person may go on to. Shown only if it is a plain web address. */
  readonly returnUrl?: string | undefined;
}

/** The grant works again. */
export function renderReconnected(page: ReconnectedPage): Page {
  const { requester, connection, clientName, tenantName } = page;
  const texts = textsOf(page).reconnect.done;
  const names = { requester, connection, client: clientName, tenant: tenantName };
  const title = fillPlain(texts.title, names);
  const body = html`<h1>${title}</h1>
<p>${fillText(texts.text, names)}</p>
${wayBack(page)}`;
  return renderLayout(page, { title, body });
}
