import type { HashSecret } from '../../base/index.ts';
import type { ChainEnd, TokenReadChain } from '../../storage/index.ts';
import { beginOf } from './chain.ts';
import type { LogProblem } from './walk.ts';

/** As it stands in the server's log, and as `audit verify --end` takes it. */
export function formatEnd({ node, sequence, mac }: ChainEnd): string {
  return `${node}:${sequence}:${mac}`;
}

export function parseEnd(text: string): ChainEnd | undefined {
  const [, node, sequence, mac] = /^([1-9]\d{0,8}):(\d{1,15}):([\w+/=-]{1,200})$/.exec(text) ?? [];
  return mac === undefined ? undefined : { node: Number(node), sequence: Number(sequence), mac };
}

/** A chain that does not reach as far any more as somebody knows that it once did. `chains` are all, by their number. */
export function findCut(
  hash: HashSecret,
  chains: readonly TokenReadChain[],
  ends: readonly ChainEnd[],
): LogProblem | undefined {
  for (const { node, sequence, mac } of ends) {
    const chain = chains[node - 1];
    if (!chain) return { node, what: 'removed' };
    if (chain.sequence < sequence) return { node, entry: chain.sequence + 1, what: 'removed' };
    if (sequence === 0 && mac !== beginOf(hash, chain)) return { node, what: 'changed' };
  }
  return undefined;
}
