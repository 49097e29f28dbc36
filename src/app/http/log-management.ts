import type { FastifyRequest } from 'fastify';
import type { ValetkeyError } from '../../base/index.ts';
import type { Endpoint } from '../../contract/index.ts';
import type { RequestLog } from '../../logs/index.ts';

const isWrite = ({ method }: Endpoint) => method !== 'GET';

/** The user whom an operation is about. */
function userOf({ path }: Endpoint, { params }: FastifyRequest) {
  return path.startsWith('/users/{id}') ? (params as { id?: string }).id : undefined;
}

/** Notes a write that succeeded: what was done to what, never with which body, because that may hold secrets. */
export function logManagementWrite(log: RequestLog, endpoint: Endpoint, request: FastifyRequest, status: number): void {
  if (!isWrite(endpoint)) return;
  const { method, path, summary } = endpoint;
  log.write('sapi', {
    description: summary,
    userId: userOf(endpoint, request),
    details: {
      request: { method, path: `/api/v2${path}`, params: request.params, channel: 'api' },
      response: { statusCode: status },
    },
  });
}

/** Notes a write that failed, without its parameters: they may be anything that somebody pasted. */
export function logManagementFailure(log: RequestLog, endpoint: Endpoint, failure: ValetkeyError): void {
  if (!isWrite(endpoint)) return;
  const { method, path } = endpoint;
  log.fail('fapi', failure, {
    details: {
      request: { method, path: `/api/v2${path}`, channel: 'api' },
      response: { statusCode: failure.status },
    },
  });
}
