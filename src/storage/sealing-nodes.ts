import { sql } from 'kysely';
import { isPostgres } from './database-kind.ts';
import { databaseTime } from './database-time.ts';
import { fromJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

/** A server that runs on this database, and the keys that it holds. */
export interface SealingNodeRecord {
  nodeId: string;
  /** For people: host and process. */
  name: string;
  keyIds: string[];
  /** The key that it believes to be the one that seals. */
  activeKeyId: string;
  seenAt: number;
}

/**
 * Says that the node is there, for the next `lifetime` milliseconds by the database's clock. Nodes that were not heard
 * of for as long again are forgotten.
 */
export async function saveSealingNode(
  db: Db,
  node: Omit<SealingNodeRecord, 'seenAt'>,
  { lifetime, now }: { lifetime: number; now: number },
): Promise<void> {
  const time = databaseTime(db, now);
  const values = {
    name: node.name,
    key_ids: toJson(node.keyIds),
    active_key_id: node.activeKeyId,
    seen_at: time,
    expires_at: sql<number>`${time} + ${sql.lit(lifetime)}`,
  };
  await db
    .insertInto('sealing_nodes')
    .values({ node_id: node.nodeId, ...values })
    .onConflict((c) => c.column('node_id').doUpdateSet(values))
    .execute();
  await db
    .deleteFrom('sealing_nodes')
    .where('expires_at', '<', sql<number>`${time} - ${sql.lit(lifetime)}`)
    .execute();
}

export async function removeSealingNode(db: Db, nodeId: string): Promise<void> {
  await db.deleteFrom('sealing_nodes').where('node_id', '=', nodeId).execute();
}

/** The nodes that were heard of within their lifetime. */
export async function listSealingNodes(db: Db, now: number): Promise<SealingNodeRecord[]> {
  const rows = await db
    .selectFrom('sealing_nodes')
    .selectAll()
    .where('expires_at', '>', databaseTime(db, now))
    .orderBy('name')
    .execute();
  return rows.map((row) => ({
    nodeId: row.node_id,
    name: row.name,
    keyIds: fromJson(row.key_ids),
    activeKeyId: row.active_key_id,
    seenAt: row.seen_at,
  }));
}

/**
 * Until this transaction ends no node comes or goes: one that starts meanwhile sees what the transaction did, and
 * refuses to start if it lacks the key. On SQLite a transaction is alone anyway.
 */
export async function lockSealingNodes(db: Db): Promise<void> {
  if (!isPostgres(db)) return;
  await sql`lock table sealing_nodes in share row exclusive mode`.execute(db);
}
