import type { Kysely } from 'kysely';
import { type MigrationProvider, Migrator } from 'kysely/migration';
import { init } from './001-init.ts';
import { grantLifecycle } from './002-grant-lifecycle.ts';
import { tokenReads } from './003-token-reads.ts';
import { sealingKeys } from './004-sealing-keys.ts';
import { tokenRevocation } from './005-token-revocation.ts';
import { revocations } from './006-revocations.ts';
import { grantEvents } from './007-grant-events.ts';
import { logs } from './008-logs.ts';
import { userSearch } from './009-user-search.ts';
import { linking } from './010-linking.ts';
import { configuration } from './011-configuration.ts';
import { oauth } from './012-oauth.ts';
import { userGrants } from './013-user-grants.ts';
import { tokenReadSlots } from './014-token-read-slots.ts';
import { administrators } from './015-administrators.ts';
import { dashboard } from './016-dashboard.ts';
import { reconnectTickets } from './018-reconnect-tickets.ts';
import { jobs } from './019-jobs.ts';
import { tokenMetadata } from './020-token-metadata.ts';
import { rights } from './021-rights.ts';
import { tokenLists } from './022-token-lists.ts';
import { consentedTokens } from './023-consented-tokens.ts';
import { provenSessions } from './024-proven-sessions.ts';
import { tokenGenerations } from './025-token-generations.ts';
import { readLogEnds } from './026-read-log-ends.ts';
import { logoutQueues } from './027-logout-queues.ts';
import type { ColumnTypes, Migration } from './migration.ts';

const migrations: readonly Migration[] = [
  init,
  grantLifecycle,
  tokenReads,
  sealingKeys,
  tokenRevocation,
  revocations,
  grantEvents,
  logs,
  userSearch,
  linking,
  configuration,
  oauth,
  userGrants,
  tokenReadSlots,
  administrators,
  dashboard,
  reconnectTickets,
  jobs,
  tokenMetadata,
  rights,
  tokenLists,
  consentedTokens,
  provenSessions,
  tokenGenerations,
  readLogEnds,
  logoutQueues,
];

/**
 * Brings the schema to this version. Several nodes may call it at once: one migrates, the others wait.
 * @throws when the database is newer than this program, or a migration fails; nothing of a failed one stays.
 */
export async function migrateToLatest<T>(db: Kysely<T>, types: ColumnTypes): Promise<void> {
  const provider: MigrationProvider = {
    getMigrations: async () =>
      Object.fromEntries(migrations.map(({ name, up }) => [name, { up: (on: Kysely<unknown>) => up(on, types) }])),
  };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw new Error('the database schema could not be brought up to date', { cause: error });
}
