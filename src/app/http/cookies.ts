import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CookieChanges } from '../../oauth-server/index.ts';

/** Names and flags depend on TLS: `__Host-` keeps sibling domains and plain http from setting our cookies (RFC 6265bis). */
export interface Cookies {
  read(request: FastifyRequest): { browserCookie: string | undefined; sessionCookie: string | undefined };
  write(reply: FastifyReply, changes: CookieChanges): void;
}

/** A name that comes twice was planted by somebody: neither value is believed. */
export function readOnce(request: FastifyRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0]!.slice(name.length + 1) || undefined : undefined;
}

export function createCookies(secure: boolean): Cookies {
  const prefix = secure ? '__Host-' : '';
  const browser = `${prefix}valetkey-browser`;
  const session = `${prefix}valetkey-session`;
  const flags = { path: '/', httpOnly: true, secure } as const;
  return {
    read: (request) => ({
      browserCookie: readOnce(request, browser),
      sessionCookie: readOnce(request, session),
    }),
    write(reply, changes) {
      // Lax: the IdP's redirect back is a top-level navigation, on which it is sent.
      if (changes.browser !== undefined) reply.setCookie(browser, changes.browser, { ...flags, sameSite: 'lax' });
      // None: silent sign-in runs in a frame of the application's page (prompt=none with web_message).
      const sameSite = secure ? 'none' : 'lax';
      if (changes.session === null) reply.clearCookie(session, { ...flags, sameSite });
      else if (changes.session !== undefined) reply.setCookie(session, changes.session, { ...flags, sameSite });
    },
  };
}
