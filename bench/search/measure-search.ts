// Searches among a million users: node bench/search/measure-search.ts [--users N] [--store sqlite:PATH|postgres://…]
// The database named must be empty; without a name SQLite runs in a folder of its own. 10 million on PostgreSQL is
// --users 10000000. --seeded measures again what an earlier run made.
import { deepStrictEqual } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { openStore, type Store } from '../../src/storage/index.ts';
import { termsOf } from '../../src/storage/search/terms.ts';
import { searchUsers } from '../../src/users/index.ts';
import type { Vault } from '../../src/vault/index.ts';
import { showProgress } from '../measure/progress.ts';
import { connections, sampleUser, seed, tenants } from './seed.ts';

const rounds = 400;
const warmUp = 40;

/** The queries of the target, then three that show its edges. */
const queries: Record<string, (n: number) => string> = {
  id: (n) => `user_id:"${sampleUser(n).userId}"`,
  'e-mail': (n) => `email:"${sampleUser(n).profile.email}"`,
  connection: (n) => `identities.connection:"con${n % connections}"`,
  'name prefix': (n) => `name:${sampleUser(n).profile.name.slice(0, 10)}*`,
  'metadata key': (n) => `app_metadata.tenant:t${n % tenants}`,
  'two of these': (n) => `identities.connection:"con${n % connections}" AND app_metadata.plan:gold`,
  'ending (no index)': (n) => `name:*${sampleUser(n).profile.name.slice(-5)}`,
  'everybody, with total': () => 'email_verified:true',
};

function percentile(sorted: readonly number[], part: number): string {
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(1)} ms`;
}

/** What the seed wrote in SQL is what the server would have written. */
async function checkSeed(store: Store, n: number): Promise<void> {
  const { userId, profile, appMetadata } = sampleUser(n);
  const { rows } = await sql<{ field: string; value: string }>`
    select field, value from user_search_terms where user_id = ${userId}`.execute(store.db);
  const sorted = (terms: readonly { field: string; value: string }[]) =>
    terms.map(({ field, value }) => `${field}=${value}`).sort();
  const wanted = termsOf({ profile, appMetadata, userMetadata: undefined, blocked: undefined });
  deepStrictEqual(sorted(rows), sorted(wanted));
}

async function measure(store: Store, users: number): Promise<void> {
  const vault = { tenant: { store } } as Vault;
  for (const [what, queryOf] of Object.entries(queries)) {
    const times: number[] = [];
    let ended = 0;
    let found = 0;
    const counted = what.endsWith('total') || what.startsWith('ending') ? 30 : rounds;
    for (let round = -warmUp / 4; round < counted; round += 1) {
      const q = queryOf((Math.abs(round) * 104_729) % users);
      const sort = { field: 'user_id', direction: 'asc' } as const;
      const wish = { q, connection: undefined, sort, offset: 0, limit: 50, withTotal: what.endsWith('total') };
      const start = performance.now();
      await searchUsers(vault, wish, undefined).then(
        (answer) => {
          found = answer.users.length;
        },
        () => {
          ended += 1;
        },
      );
      if (round >= 0) times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const outcome = ended > 0 ? `${ended} ended after two seconds` : `${found} on the page`;
    process.stdout.write(
      `| ${store.kind} | ${what} | ${percentile(times, 0.5)} | ${percentile(times, 0.99)} | ${outcome} |\n`,
    );
  }
}

const { values } = parseArgs({
  options: { users: { type: 'string', default: '1000000' }, store: { type: 'string' }, seeded: { type: 'boolean' } },
});
const users = Number(values.users);
const folder = await mkdtemp(join(tmpdir(), 'valetkey-search-'));
const store = await openStore({ url: values.store ?? `sqlite:${join(folder, 'valetkey.db')}` });
try {
  const started = performance.now();
  if (!values.seeded) await seed(store, users);
  showProgress(`${store.kind}: ${users} users in ${Math.round((performance.now() - started) / 1000)} s`);
  await checkSeed(store, users >> 1);
  process.stdout.write(`| store | search | p50 | p99 | |\n| --- | --- | --- | --- | --- |\n`);
  await measure(store, users);
  process.stdout.write(
    `${users} users, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}\n`,
  );
} finally {
  await store.close();
  await rm(folder, { recursive: true, force: true });
}
