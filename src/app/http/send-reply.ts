import type { FastifyReply } from 'fastify';
import type { ValetkeyError } from '../../base/index.ts';
import type { PageModel, Reply } from '../../oauth-server/index.ts';
import {
  type Page,
  pageHeaders,
  pickLocale,
  renderConsentPage,
  renderErrorPage,
  renderFormPost,
  renderLinkPage,
  renderLogoutConfirmation,
  renderSignedOut,
  renderSignInPage,
  renderUnlinkPage,
  renderWebMessage,
} from '../pages/index.ts';
import type { Cookies } from './cookies.ts';

/** What every page shows beside its own matter. */
export interface PageFrame {
  readonly tenantName: string;
  readonly acceptLanguage: string | undefined;
  readonly requestId: string;
}

function renderModel(model: PageModel, { tenantName, acceptLanguage }: PageFrame): Page {
  const uiLocales = 'uiLocales' in model ? model.uiLocales : undefined;
  const locale = pickLocale({ uiLocales, acceptLanguage });
  switch (model.page) {
    case 'sign-in': {
      const { clientName, connections, signUp, transaction } = model;
      const action = `/u/login?state=${encodeURIComponent(transaction)}`;
      return renderSignInPage({ tenantName, clientName, connections, action, signUp, locale });
    }
    case 'consent': {
      const { page: _, transaction, uiLocales: __, ...shown } = model;
      const action = `/u/consent?state=${encodeURIComponent(transaction)}`;
      return renderConsentPage({ ...shown, tenantName, action, locale });
    }
    case 'link': {
      const { page: _, transaction, uiLocales: __, ...shown } = model;
      const action = `/u/link?state=${encodeURIComponent(transaction)}`;
      return renderLinkPage({ ...shown, tenantName, action, locale });
    }
    case 'unlink': {
      const { page: _, transaction, uiLocales: __, ...shown } = model;
      const action = `/u/unlink?state=${encodeURIComponent(transaction)}`;
      return renderUnlinkPage({ ...shown, tenantName, action, locale });
    }
    case 'form-post':
      return renderFormPost({ action: model.action, fields: model.fields, locale });
    case 'web-message':
      return renderWebMessage({ targetOrigin: model.targetOrigin, response: model.response, locale });
    case 'logout-confirmation': {
      const { clientName, fields } = model;
      return renderLogoutConfirmation({ tenantName, clientName, action: '/oidc/logout', fields, locale });
    }
    case 'signed-out':
      return renderSignedOut({ tenantName, locale });
  }
}

function sendPage(reply: FastifyReply, status: number, page: Page): FastifyReply {
  return reply.status(status).headers(pageHeaders(page)).send(page.html);
}

export function sendErrorPage(reply: FastifyReply, error: ValetkeyError, frame: PageFrame): FastifyReply {
  const { tenantName, acceptLanguage, requestId } = frame;
  const { code, description, oauthError } = error;
  const locale = pickLocale({ acceptLanguage });
  const page = renderErrorPage({ tenantName, error: oauthError, code, description, requestId, locale });
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
      return sendErrorPage(reply, answer.error, frame);
    case 'page':
      return sendPage(reply, 200, renderModel(answer.model, frame));
  }
}
