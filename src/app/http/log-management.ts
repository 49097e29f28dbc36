import type { FastifyRequest } from 'fastify';
import type { ValetkeyError } from '../../base/index.ts';
import type { Endpoint } from '../../contract/index.ts';
import type { RequestLog } from '../../logs/index.ts';
import { findClient, type Tenant } from '../../tenant/index.ts';

type Params = Readonly<Record<string, string>>;

/** No secret has this form. */
const ownId = /^[a-z]{2,4}_[A-Za-z0-9]{16}$/;

const isWrite = ({ method }: Endpoint) => method !== 'GET';

/**
 * What a deletion may be said to have deleted. It succeeds for what was never there, too, and that may be anything that
 * somebody pasted; so this is asked before.
 */
export async function readNamedParams(tenant: Tenant, { method, path }: Endpoint, { params }: FastifyRequest) {
  const given = params as Params;
  if (method !== 'DELETE') return given;
  const named = await Promise.all(
    Object.entries(given).map(async ([name, value]) => {
      const isClient = name === 'id' && path.startsWith('/clients/{id}') && (await findClient(tenant, value));
      return ownId.test(value) || isClient ? [[name, value] as const] : [];
    }),
  );
  return Object.fromEntries(named.flat());
}

/** Notes a write that succeeded: what was done to what, never with which body, because that may hold secrets. */
export function logManagementWrite(log: RequestLog, endpoint: Endpoint, params: Params, status: number): void {
  if (!isWrite(endpoint)) return;
  const { method, path, summary } = endpoint;
  log.write('sapi', {
    description: summary,
    ...(path.startsWith('/users/{id}') && params.id !== undefined && { userId: params.id }),
    details: {
      request: { method, path: `/api/v2${path}`, params, channel: 'api' },
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
