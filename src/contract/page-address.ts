import { z } from 'zod';

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

function isPageAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && loopbackHosts.has(hostname));
}

/**
 * An address that pages of ours lead people to (T-H01). This server never calls it, so that it may lie in a private
 * network, as the applications of an intranet do; a name in front of the host is there to mislead a reader.
 */
export const pageAddress = z
  .string()
  .max(2048)
  .refine(isPageAddress, 'must be an https address, or http on this machine, without a user name');
