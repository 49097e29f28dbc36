import type { OauthServer } from '../oauth-server.ts';
import type { BrowserRequest } from '../reply.ts';

const cookieForm = /^[A-Za-z0-9_-]{43}$/;

/**
 * The browser's own secret, to which sign-ins under way are bound. It grants nothing: it only tells one browser from
 * another, so that what was started in one cannot be finished in the other.
 */
export function identifyBrowser(
  server: Pick<OauthServer, 'tenant'>,
  request: Pick<BrowserRequest, 'browserCookie'>,
): { hash: string; cookie?: string } {
  const known = request.browserCookie;
  if (known !== undefined && cookieForm.test(known)) return { hash: server.tenant.hash('browser', known) };
  const cookie = server.tenant.ids.token();
  return { hash: server.tenant.hash('browser', cookie), cookie };
}
