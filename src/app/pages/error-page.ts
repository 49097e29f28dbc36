import { type ErrorCode, errorCatalogue } from '../../base/index.ts';
import { fillPlain, fillText } from './fill-text.ts';
import { type Html, html } from './html.ts';
import { defaultLocale, type Locale, textsOf } from './languages.ts';
import { type Page, type PageLook, renderLayout } from './layout.ts';
import { safeLink } from './links.ts';
import { timeFromNow } from './time-from-now.ts';

export interface ErrorPage extends PageLook {
  readonly tenantName: string;
  /** What is shown as the error, usually the OAuth code. */
  readonly error: string;
  readonly requestId: string;
  readonly tracking?: string | undefined;
  /** Chooses words for people in their language; a title and description below take what it leaves open. */
  readonly code?: ErrorCode | undefined;
  readonly title?: string | undefined;
  /** In English, as the catalogue has it; stands among the details when `code` has words of its own. */
  readonly description?: string | undefined;
  /** HTTP status; the catalogue's for `code` when left out, else 400. */
  readonly status?: number;
  /** An address of the application that a person may return to. Shown only if it is a plain web address. */
  readonly returnUrl?: string | undefined;
  /** Named on the way back. */
  /** The same request may be sent again: nothing was used up by it. */
  readonly repeatable?: boolean | undefined;
  /** Seconds after which that makes sense. */
  readonly retryAfter?: number | undefined;
  /** The tenant's support page or mailto: address. */
  readonly supportUrl?: string | undefined;
}

/** Failures that pass, and those that only the operator can end; after all others one begins anew. */
const passing: readonly (ErrorCode | undefined)[] = ['server_error', 'temporarily_unavailable', 'too_many_requests'];
const operatorsOwn: readonly (ErrorCode | undefined)[] = [
  'unknown_client',
  'callback_mismatch',
  'logout_url_mismatch',
  'connection_misconfigured',
];

/** Chinese and Japanese sentences follow one another without a space. */
const sentenceSpace = (locale: Locale) => (locale === 'zh' || locale === 'ja' ? '' : ' ');

function row(label: string, value: string | undefined): Html | undefined {
  return value === undefined ? undefined : html`<dt>${label}</dt><dd><bdi>${value}</bdi></dd>\n`;
}

/** For failures that may not be sent to the application (RFC 6749 section 4.1.2.1). Everything given is escaped. */
export function renderErrorPage(page: ErrorPage): Page {
  const { error, requestId, tracking, code, description, clientName, locale = defaultLocale } = page;
  const { error: texts, backToClient } = textsOf(page);
  const names = { tenant: page.tenantName, client: clientName };
  const words = code && texts.byCode[code];
  const title = page.title ?? fillPlain((words ?? texts.general).title, names);
  const returnUrl = safeLink(page.returnUrl);
  const supportUrl = safeLink(page.supportUrl);
  const isLead = words === undefined && description !== undefined;
  const saysMore = !isLead && code !== undefined && description !== errorCatalogue[code].text;
  const mayRepeat = page.repeatable === true && passing.includes(code);
  const wayOn = mayRepeat ? texts.askAgain : operatorsOwn.includes(code) ? texts.tellOperator : texts.startAgain;
  const when = mayRepeat && page.retryAfter !== undefined ? timeFromNow(page.retryAfter, locale) : undefined;
  const back = fillPlain(clientName === undefined ? texts.back : backToClient, names);
  const links = [
    // An empty address is the one that the browser asked for.
    ...(mayRepeat ? [html`<a class="button primary" href="">${fillPlain(texts.tryAgain, names)}</a>\n`] : []),
    ...(returnUrl ? [html`<a class="button${mayRepeat ? '' : ' primary'}" href="${returnUrl}">${back}</a>\n`] : []),
    ...(supportUrl ? [html`<a class="button" href="${supportUrl}">${fillPlain(texts.support, names)}</a>\n`] : []),
  ];

  const body = html`<div role="alert">
<h1>${title}</h1>
${isLead ? html`<p lang="en" dir="ltr">${description}</p>` : html`<p>${fillText((words ?? texts.general).text, names)}</p>`}
</div>
<p class="soft">${fillText(wayOn, names)}${when === undefined ? undefined : html`${sentenceSpace(locale)}${fillPlain(texts.askAgainAt, { ...names, time: when })}`}</p>
${links.length > 0 ? html`<div class="choices">\n${links}</div>` : undefined}
<dl>
${row(texts.code, error)}${saysMore ? row(texts.detail, description) : undefined}${row(texts.request, requestId)}${row(texts.tracking, tracking)}</dl>`;
  const status = page.status ?? (code ? errorCatalogue[code].status : 400);
  return renderLayout(page, { title, body, status });
}
