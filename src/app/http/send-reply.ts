import type { FastifyReply } from 'fastify';
import type { ValetkeyError } from '../../base/index.ts';
import type { Branding, CustomTexts } from '../../contract/index.ts';
import type { ClientHome, PageModel, Reply } from '../../oauth-server/index.ts';
import {
  customiseTexts,
  type Page,
  pageHeaders,
  pickLanguage,
  renderConsentPage,
  renderErrorPage,
  renderFormPost,
  renderLinkPage,
  renderLogoutConfirmation,
  renderReconnected,
  renderReconnectPage,
  renderSignedOut,
  renderSignInPage,
  renderStillSignedIn,
  renderTried,
  renderUnlinkPage,
  renderWebMessage,
} from '../pages/index.ts';
import type { Cookies } from './cookies.ts';

/** What every page shows beside its own matter. */
export interface PageFrame {
  readonly tenantName: string;
  readonly branding: Branding;
  readonly customTexts: CustomTexts;
  /** The tenant's own ways on from an error. */
  readonly homeUrl: string | undefined;
  readonly supportUrl: string | undefined;
  readonly acceptLanguage: string | undefined;
  /** Of the request itself; a transaction remembers its own. */
  readonly uiLocales: string | undefined;
  readonly requestId: string;
  /** Asking for the same address once more is no other request than this one. */
  readonly repeatable: boolean;
}

/** Whose the page is, and what it speaks: the operator's words where there are some. */
function lookOf({ tenantName, branding, customTexts, acceptLanguage }: PageFrame, uiLocales: string | undefined) {
  const language = pickLanguage({ uiLocales, acceptLanguage });
  return { tenantName, branding, locale: language.locale, texts: customiseTexts(customTexts, language) };
}

function renderModel(model: PageModel, frame: PageFrame): Page {
  const { homeUrl } = frame;
  const uiLocales = 'uiLocales' in model ? model.uiLocales : undefined;
  const look = lookOf(frame, uiLocales);
  const actionOf = (path: string, transaction: string) => `/u/${path}?state=${encodeURIComponent(transaction)}`;
  switch (model.page) {
    case 'sign-in':
      return renderSignInPage({ ...model, ...look, action: actionOf('login', model.transaction) });
    case 'consent':
      return renderConsentPage({ ...model, ...look, action: actionOf('consent', model.transaction) });
    case 'link':
      return renderLinkPage({ ...model, ...look, action: actionOf('link', model.transaction) });
    case 'unlink':
      return renderUnlinkPage({ ...model, ...look, action: actionOf('unlink', model.transaction) });
    case 'reconnect': {
      const ticket = encodeURIComponent(model.ticket);
      const locales = uiLocales === undefined ? '' : `&ui_locales=${encodeURIComponent(uiLocales)}`;
      return renderReconnectPage({ ...model, ...look, action: `/u/reconnect?ticket=${ticket}${locales}` });
    }
    case 'reconnected':
      return renderReconnected({ ...model, ...look, returnUrl: model.home?.url ?? homeUrl });
    case 'tried':
      return renderTried(look);
    case 'form-post':
      return renderFormPost({ action: model.action, fields: model.fields, locale: look.locale });
    case 'web-message':
      return renderWebMessage({ targetOrigin: model.targetOrigin, response: model.response, locale: look.locale });
    case 'logout-confirmation':
      return renderLogoutConfirmation({ ...model, ...look, action: '/oidc/logout' });
    case 'signed-out':
    case 'still-signed-in': {
      const render = model.page === 'signed-out' ? renderSignedOut : renderStillSignedIn;
      return render({ ...look, clientName: model.home?.clientName, returnUrl: model.home?.url ?? homeUrl });
    }
  }
}

function sendRendered(reply: FastifyReply, page: Page): FastifyReply {
  return sendPage(reply, page.status ?? 200, page);
}

function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  return reply.status(status).headers(pageHeaders(page)).send(page.html);
}

export function sendErrorPage(
  reply: FastifyReply,
  error: ValetkeyError,
  frame: PageFrame,
  home?: ClientHome | undefined,
): FastifyReply {
  const { uiLocales, requestId, homeUrl, supportUrl, repeatable } = frame;
  const { code, description, oauthError, retryAfter } = error;
  const page = renderErrorPage({
    ...lookOf(frame, uiLocales),
    ...{ error: oauthError, code, description, requestId, retryAfter, repeatable, supportUrl },
    returnUrl: home?.url ?? homeUrl,
    clientName: home?.clientName,
  });
  return sendPage(reply, error.status, page);
}

/** Registered addresses stay as they are, but for what a header cannot carry. */
function toHeaderText(address: string): string {
  return address.replace(/[^\x21-\x7e]+/g, (part) => encodeURIComponent(part.toWellFormed()));
}

/** Turns an endpoint's Reply into HTTP. Redirects are 302 after GET and 303 after POST, never 307 (RFC 9700 section 4.12). */
export function sendReply(reply: FastifyReply, answer: Reply, cookies: Cookies, frame: PageFrame): FastifyReply {
  if (answer.cookies) cookies.write(reply, answer.cookies);
  reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  switch (answer.kind) {
    case 'redirect':
      return reply.redirect(toHeaderText(answer.location), reply.request.method === 'POST' ? 303 : 302);
    case 'text':
      return reply.type('text/plain; charset=utf-8').send(answer.text);
    case 'error-page':
      return sendErrorPage(reply, answer.error, frame, answer.home);
    case 'page':
      return sendRendered(reply, renderModel(answer.model, frame));
  }
}
