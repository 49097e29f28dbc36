import { type LoggedRead, listLoggedReads } from '../../src/vault/index.ts';
import {
  type Broker,
  createTestClock,
  type DatabaseKind,
  decodeClaims,
  getManagementToken,
  getTokens,
  oauth2Connection,
  oidcConnection,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

type Json = Record<string, unknown>;

/** A broker whose backend may read tokens, the log of who did, and revoke. */
export interface ReadLogWorld {
  readonly idp: TestIdp;
  readonly broker: Broker;
  readonly management: string;
  /** Signs somebody in who was never here, and gives the user's id. */
  newUser(connection?: string): Promise<string>;
  /** Asks the Management API, with this token or that of the backend. */
  ask(path: string, init?: RequestInit, token?: string): Promise<{ status: number; headers: Headers; body: Json }>;
  read(userId: string, headers?: Record<string, string>): ReturnType<ReadLogWorld['ask']>;
  entries(): Promise<LoggedRead[]>;
  close(): Promise<void>;
}

/** The tenant of these tests; `settings` are of `tenant.idp_tokens`. */
export function tenantOf(idp: TestIdp, settings: Json = {}): string {
  const scopes = ['read:users', 'read:user_idp_tokens', 'read:clients', 'read:logs', 'update:users'];
  return tenantFile(oidcConnection('con1', idp) + oauth2Connection('con2', idp))
    .replace(/scope: \['read:users'.*\]/, `scope: ${JSON.stringify(scopes)}`)
    .replace('tenant:', `tenant:\n  idp_tokens: ${JSON.stringify(settings)}`);
}

export async function startWorld(
  database: DatabaseKind,
  settings: Json = {},
  other: Partial<Parameters<typeof startBroker>[0]> = {},
): Promise<ReadLogWorld> {
  const clock = createTestClock();
  const idp = await startTestIdp({ clock });
  idp.behave({ refreshTokens: 'always', rotate: true, accessTokenLifetime: 600 });
  const broker = await startBroker({ database, clock, tenant: tenantOf(idp, settings), ...other });
  const management = await getManagementToken(broker);
  let people = 0;

  const ask: ReadLogWorld['ask'] = async (path, init = {}, token = management) => {
    const response = await fetch(`${broker.url}/api/v2${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
  };

  return {
    idp,
    broker,
    management,
    ask,
    async newUser(connection = 'con1') {
      people += 1;
      idp.behave({ user: `reader-${database}-${people}` });
      const { id_token } = await getTokens(broker, { connection, prompt: 'login' });
      return String(decodeClaims(id_token).sub);
    },
    read: (userId, headers = {}) => ask(`/users/${encodeURIComponent(userId)}`, { headers }),
    async entries() {
      const all: LoggedRead[] = [];
      for (let after: string | undefined; ; ) {
        const page = await listLoggedReads(broker.app.tenant, {}, { after, limit: 500 });
        all.push(...page);
        after = page.at(-1)?.logId;
        if (page.length < 500) return all;
      }
    },
    async close() {
      await broker.close();
      await idp.close();
    },
  };
}

export function identityOf(body: Json): Json {
  return ((body.identities ?? []) as Json[])[0] ?? {};
}

/** How many tokens there are in an answer, at any depth. */
export function countTokens(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, inner]) => sum + (name === 'access_token' || name === 'refresh_token' ? 1 : countTokens(inner)),
    0,
  );
}
