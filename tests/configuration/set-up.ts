import { managementScopes } from '../../src/contract/index.ts';
import { type Broker, type BrokerOptions, getManagementToken, startBroker, tenantFile } from '../broker/index.ts';

export type Body = Record<string, unknown>;

export interface Sent {
  status: number;
  headers: Headers;
  body: Body;
}

/** The server with a backend that may do everything. */
export interface Configured {
  broker: Broker;
  /** One request as that backend, or with only some of its scopes. */
  send(method: string, path: string, body?: unknown, scopes?: readonly string[]): Promise<Sent>;
  /** The same, when the status is what matters: fails the test when it is another. */
  expectStatus(status: number, method: string, path: string, body?: unknown): Promise<Body>;
}

const all = managementScopes.map(({ value }) => value);

export async function startConfigured(
  connections = '[]',
  options: Omit<BrokerOptions, 'tenant'> = {},
): Promise<Configured> {
  const tenant = tenantFile(connections).replace(/scope: \['read:users', .*\]/, `scope: ${JSON.stringify(all)}`);
  const broker = await startBroker({ tenant, ...options });
  const tokens = new Map<string, Promise<string>>();
  const tokenFor = (scopes: readonly string[]) => {
    const scope = scopes.join(' ');
    const known = tokens.get(scope) ?? getManagementToken(broker, scope);
    tokens.set(scope, known);
    return known;
  };

  async function send(method: string, path: string, body?: unknown, scopes: readonly string[] = all): Promise<Sent> {
    const response = await fetch(`${broker.url}/api/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await tokenFor(scopes)}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text && JSON.parse(text)) as Body };
  }

  async function expectStatus(status: number, method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await send(method, path, body);
    if (answer.status !== status) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }
  return { broker, send, expectStatus };
}

/** An error of the Management API. */
export function refusal(statusCode: number, error: string, errorCode: string, message: unknown) {
  return { status: statusCode, body: { statusCode, error, errorCode, message } };
}
