import type { HashSecret } from '../../base/index.ts';
import type { ChainEnd, TokenReadChain, TokenReadRecord } from '../../storage/index.ts';
import { macOf } from './chain.ts';

/** What is wrong with the log, at the first place where something is. */
export interface LogProblem {
  readonly node: number;
  /** Position in the node's chain, from 1; missing when it is the chain itself that is wrong. */
  readonly entry?: number;
  /** `hidden`: it is there, and who asks for its user does not find it. */
  readonly what: 'changed' | 'removed' | 'added' | 'hidden';
}

/** Goes along the chains, entry by entry, in the order of their log ids. */
export interface Walk {
  /** The node's last entry so far. */
  endOf(node: number): { readonly sequence: number; readonly mac: string } | undefined;
  /** Takes the next entry; gives what is wrong with it, and stays where it was then. */
  step(read: TokenReadRecord): LogProblem | undefined;
  /** Whether this is the entry that should come next on its node. */
  fits(read: TokenReadRecord): boolean;
}

/** @param known what stood in these places, by somebody's memory */
export function startWalk(hash: HashSecret, chains: readonly TokenReadChain[], known: readonly ChainEnd[] = []): Walk {
  const placeOf = ({ node, sequence }: Pick<ChainEnd, 'node' | 'sequence'>) => `${node}:${sequence}`;
  const remembered = new Map(known.map((end) => [placeOf(end), end.mac]));
  const ends = new Map(chains.map((chain) => [chain.node, { sequence: chain.trimmedSequence, mac: chain.trimmedMac }]));
  const fits = (read: TokenReadRecord) => {
    const end = ends.get(read.node);
    if (end === undefined || read.sequence !== end.sequence + 1) return false;
    return macOf(hash, end.mac, read) === read.mac && (remembered.get(placeOf(read)) ?? read.mac) === read.mac;
  };
  return {
    endOf: (node) => ends.get(node),
    fits,
    step(read) {
      const { node, sequence, mac } = read;
      if (fits(read)) {
        ends.set(node, { sequence, mac });
        return undefined;
      }
      const expected = (ends.get(node)?.sequence ?? Number.POSITIVE_INFINITY) + 1;
      if (sequence < expected) return { node, entry: sequence, what: 'added' };
      return { node, entry: expected, what: sequence === expected ? 'changed' : 'removed' };
    },
  };
}
