import { type SelectQueryBuilder, sql } from 'kysely';
import { type ClientRecord, clientColumns, toClientRecord } from './clients.ts';
import type { Db, Tables } from './tables.ts';

/** Which clients are listed; what is undefined does not matter. */
export interface ClientFilter {
  readonly appTypes?: readonly string[] | undefined;
  readonly isFirstParty?: boolean | undefined;
  /** Only those with a grant that any organization may use. */
  readonly anyOrganization?: boolean | undefined;
}

/** The place after which a page of clients begins. */
export interface ClientPlace {
  readonly name: string;
  readonly clientId: string;
}

export interface ClientPage {
  readonly filter: ClientFilter;
  readonly after?: ClientPlace | undefined;
  readonly offset?: number;
  readonly limit: number;
}

function matching<O>(query: SelectQueryBuilder<Tables, 'clients', O>, filter: ClientFilter) {
  const { appTypes, isFirstParty, anyOrganization } = filter;
  return query
    .$if(appTypes !== undefined, (q) => q.where('app_type', 'in', [...appTypes!]))
    .$if(isFirstParty !== undefined, (q) => q.where('is_first_party', '=', isFirstParty ? 1 : 0))
    .$if(anyOrganization === true, (q) =>
      q.where((eb) =>
        eb.exists(
          eb
            .selectFrom('client_grants')
            .select('client_grant_id')
            .whereRef('client_grants.client_id', '=', 'clients.client_id')
            // As it stands in JSON: in text within JSON the quotes would be escaped.
            .where('client_grants.settings', 'like', '%"allow_any_organization":true%' as never),
        ),
      ),
    );
}

/** A page of clients, by name. */
export async function listClientPage(
  db: Db,
  { filter, after, offset = 0, limit }: ClientPage,
): Promise<ClientRecord[]> {
  const rows = await matching(db.selectFrom('clients').select(clientColumns), filter)
    .$if(after !== undefined, (q) =>
      q.where((eb) => eb(eb.refTuple('name', 'client_id'), '>', eb.tuple(after!.name, after!.clientId))),
    )
    .orderBy('name')
    .orderBy('client_id')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(toClientRecord);
}

export async function countClients(db: Db, filter: ClientFilter): Promise<number> {
  const row = await matching(
    db.selectFrom('clients').select(sql<number | string>`count(*)`.as('count')),
    filter,
  ).executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Those of the ids that clients have. */
export async function findClientIds(db: Db, clientIds: readonly string[]): Promise<Set<string>> {
  if (clientIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('clients')
    .select('client_id')
    .where('client_id', 'in', [...clientIds])
    .execute();
  return new Set(rows.map((row) => row.client_id));
}
