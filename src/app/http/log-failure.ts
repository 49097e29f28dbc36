import type { FastifyRequest } from 'fastify';
import type { ValetkeyError } from '../../base/index.ts';

/**
 * Tells the operator why a request failed: the detail is for them alone. What is our fault comes with its stack;
 * what an application, a user or an IdP did is one line.
 */
export function logFailure(request: FastifyRequest, failure: ValetkeyError): void {
  const { code, detail, status, entry } = failure;
  const line = {
    requestId: request.id,
    route: request.routeOptions.url ?? 'none',
    ip: request.ip,
    failure: code,
    detail,
  };
  // An IdP that cannot be reached is no bug of ours, though the status is of that class.
  const ours = status >= 500 && !code.startsWith('idp_');
  // The catalogue's text, not the description: that may quote what was sent, and people paste secrets anywhere.
  if (ours) request.log.error({ ...line, err: failure }, entry.text);
  else request.log.info(line, entry.text);
}
