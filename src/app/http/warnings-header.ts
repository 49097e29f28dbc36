import type { FastifyReply } from 'fastify';

/** Proxies refuse headers of more than some kilobytes; the tenant log has all of them. */
const most = 20;
const longest = 300;

/** A String of RFC 9651 section 4.1.6, which holds printable ASCII. */
function toStructuredString(text: string): string {
  const printable = text.slice(0, longest).replaceAll(/[^\x20-\x7e]/g, '?');
  return `"${printable.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** Ours: what to beware of in what was just written, as a List of Strings (RFC 9651). Bodies stay those of Auth0. */
export function addWarnings(reply: FastifyReply, warnings: readonly string[]): void {
  if (warnings.length === 0) return;
  reply.header('valetkey-warnings', warnings.slice(0, most).map(toStructuredString).join(', '));
}
