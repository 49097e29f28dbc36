import type { FastifyRequest } from 'fastify';
import type { ValetkeyError } from '../../base/index.ts';
import type { Endpoint } from '../../contract/index.ts';
import type { RequestLog } from '../../logs/index.ts';
import { findClient, type Tenant } from '../../tenant/index.ts';

type Params = Readonly<Record<string, string>>;

/** No secret has this form. */
const ownId = /^[a-z]{2,4}_[A-Za-z0-9]{16}$/;

type LoggedEndpoint = Pick<Endpoint, 'method' | 'path' | 'summary'>;

const isWrite = ({ method }: LoggedEndpoint) => method !== 'GET';

/**
 * What a deletion may be said to have deleted. It succeeds for what was never there, too, and that may be anything that
 * somebody pasted; so this is asked before.
 */
export async function readNamedParams(tenant: Tenant, { method, path }: LoggedEndpoint, { params }: FastifyRequest) {
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

/** Which API was asked, in the words of the log. */
export interface ApiPlace {
  readonly prefix: string;
  readonly channel: 'api' | 'dashboard';
}

/** Notes a write that succeeded: what was done to what, never with which body, because that may hold secrets. */
export function logWrite(
  log: RequestLog,
  { prefix, channel }: ApiPlace,
  endpoint: LoggedEndpoint,
  params: Params,
  { status, details }: { readonly status: number; readonly details?: Readonly<Record<string, unknown>> },
): void {
  if (!isWrite(endpoint)) return;
  const { method, path, summary } = endpoint;
  log.write('sapi', {
    description: summary,
    ...(path.startsWith('/users/{id}') && params.id !== undefined && { userId: params.id }),
    details: {
      ...details,
      request: { method, path: `${prefix}${path}`, params, channel },
      response: { statusCode: status },
    },
  });
}

/** Notes a write that failed, without its parameters: they may be anything that somebody pasted. */
export function logWriteFailure(
  log: RequestLog,
  { prefix, channel }: ApiPlace,
  endpoint: LoggedEndpoint,
  failure: ValetkeyError,
): void {
  if (!isWrite(endpoint)) return;
  const { method, path } = endpoint;
  log.fail('fapi', failure, {
    details: {
      request: { method, path: `${prefix}${path}`, channel },
      response: { statusCode: failure.status },
    },
  });
}
