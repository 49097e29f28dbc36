import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Branding, CustomTexts, TenantSettings } from '../../contract/index.ts';
import {
  authorize,
  type BrowserRequest,
  handleCallback,
  type OauthServer,
  oidcLogout,
  type Reply,
  showOrStartReconnect,
  showOrTakeChoice,
  showOrTakeConsent,
  showOrTakeLink,
  showOrTakeUnlink,
  v2Logout,
} from '../../oauth-server/index.ts';
import { readBranding, readCustomTexts, readSettings } from '../../tenant/index.ts';
import { type Cookies, createCookies } from './cookies.ts';
import { forRequest, type Serving } from './for-request.ts';
import { addLimitHeaders } from './limit-requests.ts';
import { logFailure } from './log-failure.ts';
import { readBodyPairs, readQueryPairs, readQueryValue } from './read-pairs.ts';
import { refuseOtherMethods } from './refuse-other-methods.ts';
import { retryAfterHeader, toValetkeyError } from './render-error.ts';
import { type PageFrame, sendErrorPage, sendReply } from './send-reply.ts';

type Endpoint = (server: OauthServer, request: BrowserRequest) => Promise<Reply>;

const routes: readonly { url: string; methods: readonly ('GET' | 'POST')[]; endpoint: Endpoint }[] = [
  { url: '/authorize', methods: ['GET', 'POST'], endpoint: authorize },
  { url: '/u/login', methods: ['GET', 'POST'], endpoint: showOrTakeChoice },
  { url: '/u/consent', methods: ['GET', 'POST'], endpoint: showOrTakeConsent },
  { url: '/u/link', methods: ['GET', 'POST'], endpoint: showOrTakeLink },
  { url: '/u/unlink', methods: ['GET', 'POST'], endpoint: showOrTakeUnlink },
  { url: '/u/reconnect', methods: ['GET', 'POST'], endpoint: showOrStartReconnect },
  { url: '/login/callback', methods: ['GET', 'POST'], endpoint: handleCallback },
  { url: '/v2/logout', methods: ['GET'], endpoint: v2Logout },
  { url: '/oidc/logout', methods: ['GET', 'POST'], endpoint: oidcLogout },
];

function toBrowserRequest(request: FastifyRequest, cookies: Cookies): BrowserRequest {
  const method = request.method === 'POST' ? 'POST' : 'GET';
  const parameters = [...readQueryPairs(request.raw.url ?? ''), ...readBodyPairs(request.body)];
  return { method, parameters, ip: request.ip, userAgent: request.headers['user-agent'], ...cookies.read(request) };
}

/** What people's browsers visit. No CORS here: no script of another origin has business with these (RFC 9700 section 2.6). */
export async function addBrowserRoutes(app: FastifyInstance, serving: Serving): Promise<void> {
  const { server } = serving;
  await app.register(cookie);
  const cookies = createCookies(server.tenant.issuer.startsWith('https:'));

  async function frameFor(request: FastifyRequest): Promise<PageFrame> {
    // A page that says that the database is away must not need it.
    const settings: TenantSettings = await readSettings(server.tenant).catch(() => ({}));
    const branding: Branding = await readBranding(server.tenant).catch(() => ({}));
    const customTexts: CustomTexts = await readCustomTexts(server.tenant).catch(() => ({}));
    const { friendly_name: tenantName = 'Valetkey', support_email: email, support_url: supportUrl } = settings;
    return {
      tenantName,
      branding,
      customTexts,
      homeUrl: settings.default_redirection_uri,
      supportUrl: supportUrl ?? (email === undefined ? undefined : `mailto:${email}`),
      uiLocales: readQueryValue(request.raw.url ?? '', 'ui_locales'),
      acceptLanguage: request.headers['accept-language'],
      requestId: request.id,
      // What came back from an IdP is used up by looking at it.
      repeatable: request.method === 'GET' && !request.url.startsWith('/login/callback'),
    };
  }

  app.setErrorHandler(async (error, request, reply) => {
    const failure = toValetkeyError(error);
    logFailure(request, failure);
    reply.headers(retryAfterHeader(failure));
    addLimitHeaders(request.oauth, reply);
    return sendErrorPage(reply, failure, await frameFor(request));
  });
  for (const { url, methods, endpoint } of routes) {
    app.route({
      method: [...methods],
      url,
      handler: async (request: FastifyRequest, reply: FastifyReply) => {
        const oauth = forRequest(serving, request);
        await oauth.limits.admit('sign_in');
        addLimitHeaders(oauth, reply);
        const answer = await endpoint(oauth, toBrowserRequest(request, cookies));
        const failure = answer.kind === 'error-page' ? answer.error : answer.failure;
        if (failure) logFailure(request, failure);
        return sendReply(reply, answer, cookies, await frameFor(request));
      },
    });
    refuseOtherMethods(app, url, methods);
  }
}
