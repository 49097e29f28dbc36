import { equalSecrets } from '../../base/index.ts';
import {
  type ChainEnd,
  findTokenReadAnchor,
  findTokenReadSlots,
  listTokenReadChains,
  listTokenReads,
  slotOf,
  type TokenReadChain,
  type TokenReadRecord,
  type TokenReadSlot,
} from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import { anchorSealOf, sealOf, trimSealOf } from './chain.ts';
import { findCut } from './chain-end.ts';
import { type LogProblem, startWalk, type Walk } from './walk.ts';

const pageSize = 1_000;

export interface LogVerdict {
  readonly entries: number;
  readonly nodes: number;
  readonly problem: LogProblem | undefined;
}

/** Chains that are not there, or whose record of beginning and end is not the one that was written. */
async function findChainProblem({ store, hash }: Tenant, chains: readonly TokenReadChain[]) {
  for (const [index, chain] of chains.entries()) {
    const { node } = chain;
    if (node !== index + 1) return { node: index + 1, what: 'removed' } as const;
    const whole =
      equalSecrets(chain.seal, sealOf(hash, chain)) && equalSecrets(chain.trimSeal, trimSealOf(hash, chain));
    if (!whole) return { node, what: 'changed' } as const;
    const { linkSequence, linkMac } = chains[index + 1] ?? { linkSequence: 0, linkMac: '' };
    if (linkSequence > chain.sequence) return { node, entry: chain.sequence + 1, what: 'removed' } as const;
    if (linkSequence === chain.sequence && linkMac !== '' && linkMac !== chain.mac)
      return { node, what: 'changed' } as const;
  }
  const anchor = await findTokenReadAnchor(store.db);
  if (!anchor) return chains.length > 0 ? ({ node: chains.length, what: 'changed' } as const) : undefined;
  if (!equalSecrets(anchor.seal, anchorSealOf(hash, anchor.nodes)))
    return { node: anchor.nodes, what: 'changed' } as const;
  return anchor.nodes > chains.length ? ({ node: chains.length + 1, what: 'removed' } as const) : undefined;
}

/** What stands in the way may have been put before the right entry, which then follows. */
async function judge({ store }: Tenant, walk: Walk, read: TokenReadRecord, problem: LogProblem): Promise<LogProblem> {
  const following = await listTokenReads(store.db, {}, { after: read.logId, limit: pageSize });
  return following.some((other) => other.node === read.node && walk.fits(other))
    ? { node: read.node, entry: read.sequence, what: 'added' }
    : problem;
}

/** An entry that a search by its user would miss. */
async function findHidden({ store }: Tenant, reads: readonly TokenReadRecord[]): Promise<LogProblem | undefined> {
  const keyOf = ({ userId, slot }: TokenReadSlot) => `${slot} ${userId}`;
  const slots = reads.map(({ userId, logId }) => ({ userId, slot: slotOf(logId) }));
  const noted = new Set((await findTokenReadSlots(store.db, slots)).map(keyOf));
  const hidden = reads[slots.findIndex((slot) => !noted.has(keyOf(slot)))];
  return hidden && { node: hidden.node, entry: hidden.sequence, what: 'hidden' };
}

async function walkOnce(
  tenant: Tenant,
  chains: readonly TokenReadChain[],
  ends: readonly ChainEnd[],
): Promise<LogVerdict> {
  const { store, hash } = tenant;
  const verdict = { entries: 0, nodes: chains.length };
  const remembered = [...chains.flatMap(({ resumes = [] }) => resumes), ...ends];
  const walk = startWalk(hash, chains, remembered);
  const known = new Map(chains.map((chain) => [chain.node, chain]));
  const beyond: TokenReadRecord[] = [];
  const chainProblem = (await findChainProblem(tenant, chains)) ?? findCut(hash, chains, remembered);
  if (chainProblem) return { ...verdict, problem: chainProblem };
  for (let after: string | undefined; ; ) {
    const page = await listTokenReads(store.db, {}, { after, limit: pageSize });
    const verified: TokenReadRecord[] = [];
    for (const read of page) {
      // Written since this began; other nodes' entries of the same time may not be visible yet.
      if (read.sequence > (known.get(read.node)?.sequence ?? 0)) {
        if (beyond.length < pageSize) beyond.push(read);
        continue;
      }
      const problem = walk.step(read);
      if (problem) return { ...verdict, problem: await judge(tenant, walk, read, problem) };
      verified.push(read);
    }
    verdict.entries += verified.length;
    const hidden = await findHidden(tenant, verified);
    if (hidden) return { ...verdict, problem: hidden };
    after = page.at(-1)?.logId;
    if (page.length < pageSize) break;
  }
  for (const { node, sequence, mac } of chains) {
    const end = walk.endOf(node)!;
    if (end.sequence < sequence) return { ...verdict, problem: { node, entry: end.sequence + 1, what: 'removed' } };
    if (end.mac !== mac) return { ...verdict, problem: { node, entry: sequence, what: 'changed' } };
  }
  const now = new Map((await listTokenReadChains(store.db)).map((chain) => [chain.node, chain]));
  const added = beyond.find((read) => read.sequence > (now.get(read.node)?.sequence ?? 0));
  return { ...verdict, problem: added && { node: added.node, entry: added.sequence, what: 'added' } };
}

/**
 * Checks that every entry that was ever written is there as it was written, but for those that were removed because of
 * their age. Nodes may write meanwhile; what they write is left to the next time.
 * @param ends where chains are known to have ended once, from elsewhere than the database
 */
export async function verifyReadLog(tenant: Tenant, ends: readonly ChainEnd[] = []): Promise<LogVerdict> {
  for (;;) {
    const chains = await listTokenReadChains(tenant.store.db);
    const verdict = await walkOnce(tenant, chains, ends);
    if (!verdict.problem) return verdict;
    // Old entries may have been removed under our feet: then the chains begin elsewhere now.
    const now = await listTokenReadChains(tenant.store.db);
    const trimmed = chains.some((chain) => {
      const { trimmedSequence = 0 } = now.find(({ node }) => node === chain.node) ?? {};
      return trimmedSequence > chain.trimmedSequence;
    });
    if (!trimmed) return verdict;
  }
}
