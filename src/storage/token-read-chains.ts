import type { Write } from './commit-together.ts';
import { WriteConflict } from './failures.ts';
import type { Db, TokenReadChainTable } from './tables.ts';

/** Where a chain ended at some time. */
export interface ChainEnd {
  readonly node: number;
  readonly sequence: number;
  readonly mac: string;
}

/** The chain of one process: `mac` and `seal` are keyed, so that whoever writes to the database cannot make them. */
export interface TokenReadChain {
  node: number;
  /** For people: the machine. */
  name: string;
  startedAt: number;
  /** Where the chain before this one ended when this one began. */
  linkSequence: number;
  linkMac: string;
  sequence: number;
  mac: string;
  seal: string;
  /** The entries up to this one were removed because of their age. */
  trimmedSequence: number;
  trimmedMac: string;
  trimSeal: string;
  /** Where the chain ended that the same process wrote before, by its own memory. */
  resumes?: ChainEnd;
}

function toChain(row: TokenReadChainTable): TokenReadChain {
  return {
    node: row.node,
    name: row.name,
    startedAt: row.started_at,
    linkSequence: row.link_sequence,
    linkMac: row.link_mac,
    sequence: row.sequence,
    mac: row.mac,
    seal: row.seal,
    trimmedSequence: row.trimmed_sequence,
    trimmedMac: row.trimmed_mac,
    trimSeal: row.trim_seal,
    ...(row.resumes_node !== null && {
      resumes: { node: row.resumes_node, sequence: row.resumes_sequence!, mac: row.resumes_mac! },
    }),
  };
}

export async function listTokenReadChains(db: Db): Promise<TokenReadChain[]> {
  return (await db.selectFrom('token_read_chains').selectAll().orderBy('node').execute()).map(toChain);
}

export async function findLastTokenReadChain(db: Db): Promise<TokenReadChain | undefined> {
  const chains = db.selectFrom('token_read_chains').selectAll().where('node', '>', 0);
  const row = await chains.orderBy('node', 'desc').limit(1).executeTakeFirst();
  return row && toChain(row);
}

export async function findTokenReadChain(db: Db, node: number): Promise<TokenReadChain | undefined> {
  const row = await db.selectFrom('token_read_chains').selectAll().where('node', '=', node).executeTakeFirst();
  return row && toChain(row);
}

/** Fails with a unique violation when another process took the number: `Store.transaction` tries again. */
export async function insertTokenReadChain(db: Db, chain: TokenReadChain): Promise<void> {
  await db
    .insertInto('token_read_chains')
    .values({
      node: chain.node,
      name: chain.name,
      started_at: chain.startedAt,
      link_sequence: chain.linkSequence,
      link_mac: chain.linkMac,
      sequence: chain.sequence,
      mac: chain.mac,
      seal: chain.seal,
      trimmed_sequence: chain.trimmedSequence,
      trimmed_mac: chain.trimmedMac,
      trim_seal: chain.trimSeal,
      resumes_node: chain.resumes?.node ?? null,
      resumes_sequence: chain.resumes?.sequence ?? null,
      resumes_mac: chain.resumes?.mac ?? null,
    })
    .execute();
}

/** Moves the end of a chain, if the stored end is still the one that its only writer remembers. */
export type MoveChain = (before: TokenReadChain, after: TokenReadChain) => Write;

/** Compiled once, because it is done with every commit. */
export function compileMoveChain(db: Db): MoveChain {
  const compiled = db
    .updateTable('token_read_chains')
    .set({ sequence: 0, mac: '', seal: '' })
    .where('node', '=', 0)
    .where('sequence', '=', 0)
    .where('mac', '=', '')
    .compile();
  return (before, after) => {
    const parameters = [after.sequence, after.mac, after.seal, before.node, before.sequence, before.mac];
    return { query: { ...compiled, parameters }, rows: 1 };
  };
}

/** @throws {WriteConflict} when another node trimmed this chain at the same time. */
export async function moveChainStart(db: Db, before: TokenReadChain, after: TokenReadChain): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('token_read_chains')
    .set({
      trimmed_sequence: after.trimmedSequence,
      trimmed_mac: after.trimmedMac,
      trim_seal: after.trimSeal,
    })
    .where('node', '=', before.node)
    .where('trimmed_sequence', '=', before.trimmedSequence)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new WriteConflict('the log of token reads was trimmed at the same time');
}

/** How many chains were ever begun, under a seal; undefined before the first. */
export interface TokenReadAnchor {
  nodes: number;
  seal: string;
}

export async function findTokenReadAnchor(db: Db): Promise<TokenReadAnchor | undefined> {
  return db.selectFrom('token_read_anchor').select(['nodes', 'seal']).executeTakeFirst();
}

export async function saveTokenReadAnchor(db: Db, anchor: TokenReadAnchor): Promise<void> {
  await db
    .insertInto('token_read_anchor')
    .values({ singleton: 1, ...anchor })
    .onConflict((c) => c.column('singleton').doUpdateSet(anchor))
    .execute();
}
