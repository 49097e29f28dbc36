import { sql } from 'kysely';
import type { Db } from '../../src/storage/index.ts';

/** Each counts rows that stand without what belongs to them: made by half a sign-in or half a redemption. */
const questions: Record<string, string> = {
  'users without an identity': 'users u where not exists (select 1 from identities i where i.user_id = u.user_id)',
  'identities without a user': 'identities i where not exists (select 1 from users u where u.user_id = i.user_id)',
  'identities without IdP tokens':
    'identities i where not exists (select 1 from idp_tokens t where t.identity_id = i.identity_id)',
  'IdP tokens without an identity':
    'idp_tokens t where not exists (select 1 from identities i where i.identity_id = t.identity_id)',
  'sessions without an identity':
    'sessions s where not exists (select 1 from identities i where i.identity_id = s.identity_id)',
  'access tokens of a code that nobody spent':
    'access_tokens t join authorizations a using (authorization_id) where a.code_used_at is null',
  'refresh tokens of a code that nobody spent':
    'refresh_tokens t join authorizations a using (authorization_id) where a.code_used_at is null',
  'spent codes without a token':
    'authorizations a where a.code_used_at is not null and a.revoked_at is null and not exists (select 1 from access_tokens t where t.authorization_id = a.authorization_id)',
  'logins that made no session or code':
    '(select sum(logins_count) as logins, (select count(*) from sessions) as sessions, (select count(*) from authorizations) as codes from users) as t where logins <> sessions or logins <> codes',
};

/** The kinds of half rows that there are, with their number; empty when all is whole. */
export async function findHalfRows(db: Db): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [name, question] of Object.entries(questions)) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.raw(question)}`.execute(db);
    const number = Number(rows[0]?.count);
    if (number > 0) found[name] = number;
  }
  return found;
}
