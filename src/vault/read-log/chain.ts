import type { HashSecret } from '../../base/index.ts';
import type { TokenReadChain, TokenReadRecord } from '../../storage/index.ts';

// Everything here is keyed with what the database holds only sealed: whoever writes to the database can remove entries
// and repeat what stood there before, but make nothing that verifies. What each text is for stands first in it.

function authenticate(
  hash: HashSecret,
  purpose: 'begin' | 'entry' | 'end' | 'trim' | 'anchor',
  ...parts: unknown[]
): string {
  return hash('token-read', JSON.stringify([purpose, ...parts]));
}

/**
 * What the first entry of a chain is chained to. It binds the end of the chain before, so that none can be left out, and
 * the end of the one that the process wrote before, so that none can be cut short.
 */
export function beginOf(hash: HashSecret, chain: TokenReadChain): string {
  const { node, name, startedAt, linkSequence, linkMac, resumes } = chain;
  const before = resumes ? [resumes.node, resumes.sequence, resumes.mac] : [];
  return authenticate(hash, 'begin', node, name, startedAt, linkSequence, linkMac, ...before);
}

export function macOf(hash: HashSecret, previous: string, read: Omit<TokenReadRecord, 'mac'>): string {
  const { logId, node, sequence, clientId, userId, identityId, connection, accessFingerprint, refreshFingerprint } =
    read;
  const who = [clientId, userId, identityId, connection, accessFingerprint, refreshFingerprint];
  return authenticate(hash, 'entry', previous, logId, node, sequence, ...who, read.details);
}

/** Without a seal, cutting entries off and pointing the end at an earlier entry would not be noticed. */
export function sealOf(hash: HashSecret, chain: TokenReadChain): string {
  return authenticate(hash, 'end', beginOf(hash, chain), chain.sequence, chain.mac);
}

export function trimSealOf(
  hash: HashSecret,
  chain: Pick<TokenReadChain, 'node' | 'trimmedSequence' | 'trimmedMac'>,
): string {
  return authenticate(hash, 'trim', chain.node, chain.trimmedSequence, chain.trimmedMac);
}

export function anchorSealOf(hash: HashSecret, nodes: number): string {
  return authenticate(hash, 'anchor', nodes);
}
