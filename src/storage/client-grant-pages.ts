import { type SelectQueryBuilder, sql } from 'kysely';
import { type ClientGrantRecord, toClientGrantRecord } from './client-grants.ts';
import type { Db, Tables } from './tables.ts';

/** Which grants are listed; what is undefined does not matter. */
export interface ClientGrantFilter {
  readonly audience?: string | undefined;
  readonly clientId?: string | undefined;
  readonly subjectType?: string | undefined;
  readonly anyOrganization?: boolean | undefined;
}

export interface ClientGrantPage {
  readonly filter: ClientGrantFilter;
  /** The grant after which the page begins. */
  readonly after?: Pick<ClientGrantRecord, 'audience' | 'clientId' | 'subjectType'> | undefined;
  readonly offset?: number;
  readonly limit: number;
}

// As it stands in JSON: in text within JSON the quotes would be escaped.
const anyOrganizationMember = '%"allow_any_organization":true%';

function matching<O>(query: SelectQueryBuilder<Tables, 'client_grants', O>, filter: ClientGrantFilter) {
  const { audience, clientId, subjectType, anyOrganization } = filter;
  return query
    .$if(audience !== undefined, (q) => q.where('audience', '=', audience!))
    .$if(clientId !== undefined, (q) => q.where('client_id', '=', clientId!))
    .$if(subjectType !== undefined, (q) => q.where('subject_type', '=', subjectType!))
    .$if(anyOrganization === true, (q) => q.where('settings', 'like', anyOrganizationMember as never))
    .$if(anyOrganization === false, (q) => q.where('settings', 'not like', anyOrganizationMember as never));
}

/** A page of client grants, by API, then client: the order does not hang on ids that were drawn by lot. */
export async function listClientGrantPage(
  db: Db,
  { filter, after, offset = 0, limit }: ClientGrantPage,
): Promise<ClientGrantRecord[]> {
  const rows = await matching(db.selectFrom('client_grants').selectAll(), filter)
    .$if(after !== undefined, (q) =>
      q.where((eb) =>
        eb(
          eb.refTuple('audience', 'client_id', 'subject_type'),
          '>',
          eb.tuple(after!.audience, after!.clientId, after!.subjectType),
        ),
      ),
    )
    .orderBy('audience')
    .orderBy('client_id')
    .orderBy('subject_type')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(toClientGrantRecord);
}

export async function countClientGrants(db: Db, filter: ClientGrantFilter): Promise<number> {
  const row = await matching(
    db.selectFrom('client_grants').select(sql<number | string>`count(*)`.as('count')),
    filter,
  ).executeTakeFirstOrThrow();
  return Number(row.count);
}
