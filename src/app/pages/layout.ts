import { contentSecurityPolicy, type InlineSource } from './content-security-policy.ts';
import { Html, html } from './html.ts';
import { directionOf, type Locale } from './languages.ts';
import { style } from './style.ts';

/** A page as a value; `pageHeaders` gives the headers that belong to it. */
export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
  /** HTTP status, where it is not 200. */
  readonly status?: number;
  /** The one origin that may frame the page. */
  readonly framedBy?: string;
}

export interface LayoutParts {
  /** The tenant's `friendly_name`. Pages that are only passed through show no brand. */
  readonly tenantName?: string | undefined;
  /** Plain text for the title bar. */
  readonly title: string;
  readonly body: Html;
  readonly locale: Locale;
  readonly form?: boolean;
  readonly script?: InlineSource;
  readonly framedBy?: string;
  readonly status?: number;
}

const key = '<circle cx="8" cy="16" r="4.5"/><path d="m11.2 12.8 8.3-8.3m-3.5 3.5 3 3"/>';
const stroke = 'fill="none" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"';
const mark = new Html(`<svg viewBox="0 0 24 24" aria-hidden="true" ${stroke} stroke="currentColor">${key}</svg>`);
// Without an icon of its own a browser asks the server for /favicon.ico.
const icon = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 32 32"><rect x="-4" y="-4" width="32" height="32" rx="8" fill="#1d5c87"/><g ${stroke} stroke="#fff">${key}</g></svg>`,
)}`;

/** The frame that all pages share: head, brand, one landmark for the content, and the policy that fits. */
export function renderLayout(parts: LayoutParts): Page {
  const { tenantName, title, body, locale, form = false, script, framedBy, status } = parts;
  const document = html`<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="${icon}">
<style>${new Html(style.text)}</style>
</head>
<body>
${tenantName === undefined ? undefined : html`<header>${mark}<bdi>${tenantName}</bdi></header>`}
<main>
${body}
</main>
${script && html`<script>${new Html(script.text)}</script>`}
</body>
</html>
`;
  return {
    html: document.text,
    contentSecurityPolicy: contentSecurityPolicy({ style, script, form, framedBy }),
    ...(status === undefined ? {} : { status }),
    ...(framedBy === undefined ? {} : { framedBy }),
  };
}
