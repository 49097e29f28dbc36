import { type RawBuilder, sql } from 'kysely';
import type { Store } from '../../src/storage/index.ts';
import { showProgress } from '../measure/progress.ts';

export const connections = 100;
export const tenants = 5_000;
const prime = 10_000_019;

/** The user of this number, as the statements below write it. */
export function sampleUser(n: number) {
  const name = `User.${String((n * 7_919) % prime).padStart(8, '0')}`;
  const domain = `example${n % 1_000}.com`;
  return {
    userId: `google-oauth2|${String(n).padStart(12, '0')}`,
    connection: `con${n % connections}`,
    profile: {
      email: `user${n}@${domain}`,
      email_verified: true,
      name,
      given_name: 'User',
      family_name: name.slice(5),
      nickname: `user${n}`,
      picture: `https://lh3.example/a/${n}`,
      locale: 'en',
    },
    appMetadata: { plan: n % 3 === 0 ? 'gold' : 'free', tenant: `t${n % tenants}` },
  };
}

/** The same in SQL: a million users in a loop would take an hour. */
function write(store: Store) {
  const padded = (length: number, of: RawBuilder<unknown>) =>
    store.kind === 'postgres'
      ? sql`lpad((${of})::text, ${sql.lit(length)}, '0')`
      : sql`printf('%0${sql.raw(String(length))}d', ${of})`;
  const wide = store.kind === 'postgres' ? sql`s.n::bigint` : sql`s.n`;
  const mixed = padded(8, sql`(${wide} * 7919) % ${sql.lit(prime)}`);
  const domain = sql`'example' || (s.n % 1000) || '.com'`;
  return {
    userId: sql`'google-oauth2|' || ${padded(12, sql`s.n`)}`,
    profile: {
      email: sql`'user' || s.n || '@' || ${domain}`,
      email_verified: sql`'true'`,
      name: sql`'User.' || ${mixed}`,
      given_name: sql`'User'`,
      family_name: mixed,
      nickname: sql`'user' || s.n`,
      picture: sql`'https://lh3.example/a/' || s.n`,
      locale: sql`'en'`,
    },
    domain,
    plan: sql`case when s.n % 3 = 0 then 'gold' else 'free' end`,
    tenant: sql`'t' || (s.n % ${sql.lit(tenants)})`,
  };
}

const folded = new Set(['email', 'name', 'given_name', 'family_name', 'nickname']);

function numbers(store: Store, count: number): RawBuilder<unknown> {
  const last = sql.lit(count - 1);
  return store.kind === 'postgres'
    ? sql`generate_series(0, ${last}) as s (n)`
    : sql`(with recursive c (n) as (select 0 union all select n + 1 from c where n < ${last}) select n from c) as s`;
}

/** Users `0` to `count - 1` with one identity and their terms; the store is empty before. */
export async function seed(store: Store, count: number): Promise<void> {
  const { userId, profile, domain, plan, tenant } = write(store);
  const from = numbers(store, count);
  const quote = (of: RawBuilder<unknown>) => sql`'"' || ${of} || '"'`;
  const members = Object.entries(profile).map(([name, of]) =>
    name === 'email_verified' ? sql`'"email_verified":true'` : sql`${sql.lit(`"${name}":`)} || ${quote(of)}`,
  );
  const json = sql`'{' || ${sql.join(members, sql` || ',' || `)} || '}'`;
  const metadata = sql`'{"plan":' || ${quote(plan)} || ',"tenant":' || ${quote(tenant)} || '}'`;
  const run = async (what: string, statement: RawBuilder<unknown>) => {
    showProgress(`${store.kind}: ${what}`);
    await statement.execute(store.db);
  };
  await run(
    'users',
    sql`insert into users (user_id, profile, email, app_metadata, created_at, updated_at, last_login, logins_count)
      select ${userId}, ${json}, ${profile.email}, ${metadata}, 1700000000000 + s.n, 1700000000000, 1700000000000, 1
      from ${from}`,
  );
  await run(
    'identities',
    sql`insert into identities (identity_id, user_id, position, connection_id, connection, provider, is_social, issuer,
        subject, idp_user_id, created_at)
      select 'i' || s.n, ${userId}, 0, 'con_' || (s.n % ${sql.lit(connections)}), 'con' || (s.n % ${sql.lit(connections)}),
        'google-oauth2', 1, 'https://idp.example', 's' || s.n, 's' || s.n, 1700000000000 from ${from}`,
  );
  // Built at the end, in one go: it is the only index that the order of these inserts does not suit.
  await run('index', sql`drop index user_search_terms_user_id`);
  const terms = { ...profile, 'email.domain': domain, 'app_metadata.plan': plan, 'app_metadata.tenant': tenant };
  for (const [field, of] of Object.entries(terms)) {
    const value = folded.has(field) ? sql`lower(${of})` : of;
    const select = sql`select ${sql.lit(field)}, ${value}, ${userId} from ${from} order by 2, 3`;
    await run(`terms of ${field}`, sql`insert into user_search_terms (field, value, user_id) ${select}`);
  }
  await run('index', sql`create index user_search_terms_user_id on user_search_terms (user_id, field, value)`);
  if (store.kind === 'postgres') await run('statistics', sql`vacuum analyze`);
}
