import type { Branding } from '../../contract/index.ts';
import { brandStyle } from './brand/brand-style.ts';
import { webAssetOf } from './brand/web-asset.ts';
import { contentSecurityPolicy, type InlineSource } from './content-security-policy.ts';
import { Html, html } from './html.ts';
import { defaultLocale, directionOf, type Locale } from './languages.ts';
import { style } from './style.ts';
import type { Texts } from './texts/texts.ts';

/** A page as a value; `pageHeaders` gives the headers that belong to it. */
export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
  /** HTTP status, where it is not 200. */
  readonly status?: number;
  /** The one origin that may frame the page. */
  readonly framedBy?: string;
}

/** Whose page it is, how it looks, and which language it speaks. */
export interface PageLook {
  /** The tenant's `friendly_name`. Pages that are only passed through show no brand. */
  readonly tenantName?: string | undefined;
  readonly branding?: Branding | undefined;
  /** `logo_uri` of the client that the page is about, shown in the place of the tenant's logo. */
  readonly clientLogo?: string | undefined;
  readonly clientName?: string | undefined;
  readonly locale?: Locale | undefined;
  /** Ours with those of the operator laid over them, where there are any. */
  readonly texts?: Texts | undefined;
}

export interface LayoutParts {
  /** Plain text for the title bar. */
  readonly title: string;
  readonly body: Html;
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

const noBranding: Branding = {};

/** The brand: a logo that says whose it is where pictures are not seen, else the name beside a mark of ours. */
function headerOf({ tenantName, branding = noBranding, clientLogo, clientName }: PageLook) {
  if (tenantName === undefined) return { header: undefined, images: [] };
  const ofClient = webAssetOf(clientLogo);
  const logo = ofClient ?? webAssetOf(branding.logo_url);
  if (!logo) return { header: html`<header>${mark}<bdi>${tenantName}</bdi></header>`, images: [] };
  const alt = ofClient && clientName !== undefined ? clientName : tenantName;
  return { header: html`<header><img class="logo" src="${logo.url}" alt="${alt}"></header>`, images: [logo.origin] };
}

/** The frame that all pages share: head, brand, one landmark for the content, and the policy that fits. */
export function renderLayout(look: PageLook, parts: LayoutParts): Page {
  const { tenantName, branding = noBranding, locale = defaultLocale } = look;
  const { title, body, form = false, script, framedBy, status } = parts;
  const ownStyle = tenantName === undefined ? undefined : brandStyle(branding);
  const favicon = tenantName === undefined ? undefined : webAssetOf(branding.favicon_url);
  const font = ownStyle && webAssetOf(branding.font?.url);
  const { header, images } = headerOf(look);
  const document = html`<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${tenantName === undefined ? title : `${title} · ${tenantName}`}</title>
<link rel="icon" href="${favicon?.url ?? icon}">
<style>${new Html(style.text)}</style>
${ownStyle && html`<style>${new Html(ownStyle.text)}</style>\n`}</head>
<body>
<div class="card">
${header}
<main>
${body}
</main>
</div>
${script && html`<script>${new Html(script.text)}</script>`}
</body>
</html>
`;
  return {
    html: document.text,
    contentSecurityPolicy: contentSecurityPolicy({
      styles: ownStyle ? [style, ownStyle] : [style],
      script,
      form,
      framedBy,
      images: [...images, ...(favicon ? [favicon.origin] : [])],
      fonts: font ? [font.origin] : [],
    }),
    ...(status === undefined ? {} : { status }),
    ...(framedBy === undefined ? {} : { framedBy }),
  };
}
