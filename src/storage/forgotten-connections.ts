import type { ConnectionRecord } from './connections.ts';
import { fromJson } from './json.ts';
import type { Db } from './tables.ts';

/** Keeps a copy of the connection, sealed as it is, for the revocations that outlive it; once is enough. */
export async function keepForgottenConnection(db: Db, connectionId: string, now: number): Promise<void> {
  await db
    .insertInto('forgotten_connections')
    .columns(['connection_id', 'name', 'strategy', 'settings', 'options_sealed', 'forgotten_at'])
    .expression((eb) =>
      eb
        .selectFrom('connections')
        .select((on) => [
          'connection_id',
          'name',
          'strategy',
          'settings',
          'options_sealed',
          on.val(now).as('forgotten_at'),
        ])
        .where('connection_id', '=', connectionId),
    )
    .onConflict((c) => c.column('connection_id').doNothing())
    .execute();
}

export async function findForgottenConnection(db: Db, connectionId: string): Promise<ConnectionRecord | undefined> {
  const row = await db
    .selectFrom('forgotten_connections')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  return (
    row && {
      connectionId: row.connection_id,
      name: row.name,
      strategy: row.strategy,
      settings: fromJson(row.settings) as Record<string, unknown>,
      optionsSealed: row.options_sealed,
      enabledClients: [],
    }
  );
}

/** Connections whose grants are not all erased yet. */
export async function listConnectionsToForget(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('forgotten_connections')
    .select('connection_id')
    .where('completed_at', 'is', null)
    .execute();
  return rows.map((row) => row.connection_id);
}

export async function completeForgetting(db: Db, connectionId: string, now: number): Promise<void> {
  await db
    .updateTable('forgotten_connections')
    .set({ completed_at: now })
    .where('connection_id', '=', connectionId)
    .execute();
}

/** Removes the copies that no revocation needs any more. */
export async function removeForgottenConnections(db: Db): Promise<void> {
  await db
    .deleteFrom('forgotten_connections')
    .where('completed_at', 'is not', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('idp_revocations')
            .select('revocation_id')
            .whereRef('idp_revocations.connection_id', '=', 'forgotten_connections.connection_id')
            .where('state', '=', 'pending'),
        ),
      ),
    )
    .execute();
}
