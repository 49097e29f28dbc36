import {
  type Broker,
  type DatabaseKind,
  getManagementToken,
  oidcConnection,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

type Json = Record<string, unknown>;

/** A broker with one connection, and a backend that may do everything these tests do. */
export interface LogWorld {
  readonly idp: TestIdp;
  readonly broker: Broker;
  readonly management: string;
  ask(path: string, init?: RequestInit, token?: string): Promise<{ status: number; headers: Headers; body: unknown }>;
  /** The newest entries with this query, as the Management API shows them. */
  entries(query?: string): Promise<Json[]>;
  close(): Promise<void>;
}

const scopes = [
  ...['read:logs', 'read:logs_users', 'read:stats', 'read:users', 'read:user_idp_tokens'],
  ...['delete:users', 'delete:clients', 'update:client_keys', 'blacklist:tokens'],
];

export async function startWorld(
  database: DatabaseKind,
  settings: Json = {},
  config: Partial<Broker['config']> = {},
): Promise<LogWorld> {
  const idp = await startTestIdp();
  const tenant = tenantFile(oidcConnection('con1', idp))
    .replace(/scope: \['read:users'.*\]/, `scope: ${JSON.stringify(scopes)}`)
    .replace('tenant:', `tenant:${Object.entries(settings).map((one) => `\n  ${one[0]}: ${JSON.stringify(one[1])}`)}`);
  const broker = await startBroker({ database, tenant, config });
  const management = await getManagementToken(broker);

  const ask: LogWorld['ask'] = async (path, init = {}, token = management) => {
    const response = await fetch(`${broker.url}/api/v2${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };

  return {
    ...{ idp, broker, management, ask },
    async entries(query = '') {
      const { status, body } = await ask(`/logs${query}`);
      if (status !== 200) throw new Error(`no logs: ${status} ${JSON.stringify(body)}`);
      return body as Json[];
    },
    async close() {
      await broker.close();
      await idp.close();
    },
  };
}
