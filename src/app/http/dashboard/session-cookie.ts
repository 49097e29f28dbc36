import type { FastifyReply, FastifyRequest } from 'fastify';
import { readOnce } from '../cookies.ts';

/** The cookie of dashboard sessions. Strict: no link from elsewhere brings it along. */
export interface SessionCookie {
  read(request: FastifyRequest): string | undefined;
  /** null takes it away. */
  write(reply: FastifyReply, value: string | null): void;
}

/** Without TLS, on the own machine, there is neither the prefix nor the flag (RFC 6265bis section 4.1.3). */
export function createSessionCookie(secure: boolean): SessionCookie {
  const name = `${secure ? '__Host-' : ''}valetkey-dashboard`;
  const flags = { path: '/', httpOnly: true, secure, sameSite: 'strict' } as const;
  return {
    read: (request) => readOnce(request, name),
    write(reply, value) {
      if (value === null) reply.clearCookie(name, flags);
      else reply.setCookie(name, value, flags);
    },
  };
}
