import { managementScopes } from '../../src/contract/index.ts';
import { api, m2m, oidcConnection, other, postToken, startBroker, tenantFile } from '../broker/index.ts';
import { startTestIdp } from '../idps/index.ts';

const everyScope = managementScopes.map(({ value }) => value);

/** A broker whose backend may do everything, and tokens of every kind. */
export async function openPlace() {
  const idp = await startTestIdp();
  const tenant = tenantFile(oidcConnection('con1', idp))
    .replace("['read:users', 'read:user_idp_tokens', 'read:clients']", JSON.stringify(everyScope))
    .replace(
      'clientGrants:',
      `clientGrants:
  - client_id: other
    audience: ${api}
    scope: ['read:things']`,
    );
  const broker = await startBroker({ tenant });
  const tokens = new Map<string, string>();

  async function getToken(form: Record<string, string>): Promise<string> {
    const name = JSON.stringify(form);
    const known = tokens.get(name);
    if (known !== undefined) return known;
    const { status, body } = await postToken(broker, { grant_type: 'client_credentials', ...form });
    if (status !== 200) throw new Error(`no token: ${JSON.stringify(body)}`);
    tokens.set(name, String(body.access_token));
    return String(body.access_token);
  }
  const management = { client_id: m2m.id, client_secret: m2m.secret, audience: `${broker.issuer}api/v2/` };

  return {
    broker,
    idp,
    /** All scopes of the Management API but these. */
    tokenWithout: (scopes: readonly string[]) =>
      getToken({ ...management, scope: everyScope.filter((scope) => !scopes.includes(scope)).join(' ') }),
    tokenForOtherApi: () => getToken({ client_id: other.id, client_secret: other.secret, audience: api }),
    async close() {
      await broker.close();
      await idp.close();
    },
  };
}

export type Place = Awaited<ReturnType<typeof openPlace>>;

/** How many rows each table has that an operation could change. */
export async function countRows({ broker }: Place): Promise<Record<string, number>> {
  const { db } = broker.app.tenant.store;
  const counts: Record<string, number> = {};
  for (const table of ['users', 'identities', 'clients', 'client_grants', 'connections', 'resource_servers'] as const) {
    const { count } = await db.selectFrom(table).select(db.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    counts[table] = Number(count);
  }
  return counts;
}
