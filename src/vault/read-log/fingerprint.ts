import type { HashSecret } from '../../base/index.ts';

/** 128 bits and more: enough that no two tokens share one. */
const length = 22;

/** Which token it is, for the log of reads: made under a key that the database holds only sealed. */
export function fingerprintToken<T extends string | undefined>(
  hash: HashSecret,
  token: T,
): T extends string ? string : null;
export function fingerprintToken(hash: HashSecret, token: string | undefined): string | null {
  return token === undefined ? null : hash('idp-token', token).slice(0, length);
}
