import type { CompiledQuery } from 'kysely';
import { readRows } from './direct-reads.ts';
import { type IdentityRecord, type JoinedIdentity, joinedIdentityColumns, toJoinedIdentity } from './identities.ts';
import { type IdpTokenRecord, toIdpTokenRecord } from './idp-tokens.ts';
import type { Db, IdpTokenTable, UserTable } from './tables.ts';
import { toUserRecord, type UserRecord } from './users.ts';

export interface UserDetails {
  user: UserRecord;
  identities: { identity: IdentityRecord; tokens: IdpTokenRecord | undefined }[];
}

type Row = UserTable & {
  [C in keyof JoinedIdentity]: JoinedIdentity[C] | null;
} & { [C in keyof IdpTokenTable as `t_${C}`]?: IdpTokenTable[C] | null };

/** All but the long ID token, which no reader gets, and the lease and the idleness, which are not theirs to see. */
const tokenColumns = [
  'identity_id',
  'key_id',
  'wrapped_key',
  'access_token',
  'refresh_token',
  'token_type',
  'expires_in',
  'expires_at',
  'scopes_requested',
  'scopes_granted',
  'version',
  'obtained_at',
  'binding',
  'health',
  'health_reason',
  'health_changed_at',
  'refreshed_at',
  'failures',
  'retry_at',
  'interrupted',
  'access_fingerprint',
  'refresh_fingerprint',
] as const satisfies readonly (keyof IdpTokenTable)[];

function compile(db: Db, withTokens: boolean): CompiledQuery<Row> {
  const base = db
    .selectFrom('users as u')
    .leftJoin('identities as i', 'i.user_id', 'u.user_id')
    .selectAll('u')
    .select(joinedIdentityColumns)
    .where('u.user_id', '=', '')
    .orderBy('i.position');
  if (!withTokens) return base.compile() as unknown as CompiledQuery<Row>;
  return base
    .leftJoin('idp_tokens as t', 't.identity_id', 'i.identity_id')
    .select(tokenColumns.map((column) => `t.${column} as t_${column}` as const))
    .compile() as unknown as CompiledQuery<Row>;
}

/** The hottest read there is: compiled once a database, because compiling costs as much as running it. */
const compiled = new WeakMap<Db, { plain: CompiledQuery<Row>; withTokens: CompiledQuery<Row> }>();

function queriesFor(db: Db) {
  let queries = compiled.get(db);
  if (!queries) {
    queries = { plain: compile(db, false), withTokens: compile(db, true) };
    compiled.set(db, queries);
  }
  return queries;
}

const tokenAliases = tokenColumns.map((column) => [column, `t_${column}`] as const);

function toTokens(row: Row): IdpTokenRecord | undefined {
  if (!row.t_identity_id) return undefined;
  const found: Record<string, unknown> = { id_token: null };
  for (const [column, alias] of tokenAliases) found[column] = row[alias];
  return toIdpTokenRecord(found as unknown as IdpTokenTable);
}

/** A user with its identities, the primary first; the sealed tokens are read only when asked for. */
export async function findUserDetails(db: Db, userId: string, withTokens: boolean): Promise<UserDetails | undefined> {
  const query = withTokens ? queriesFor(db).withTokens : queriesFor(db).plain;
  const rows = await readRows<Row>(db, { ...query, parameters: [userId] });
  const first = rows[0];
  if (!first) return undefined;
  return {
    user: toUserRecord(first),
    identities: rows
      .filter((row) => row.i_identity_id !== null)
      .map((row) => ({ identity: toJoinedIdentity(row as JoinedIdentity), tokens: toTokens(row) })),
  };
}
