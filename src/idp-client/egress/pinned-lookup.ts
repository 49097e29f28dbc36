import { promises as dns, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { ValetkeyError } from '../../base/index.ts';
import { isAllowedAddress } from './addresses.ts';
import { isLocalhost, withoutFinalDots } from './check-url.ts';

/** All addresses of a name; injected so that tests can play a hostile name server. */
export type ResolveName = (hostname: string) => Promise<LookupAddress[]>;

export const systemResolver: ResolveName = (hostname) => dns.lookup(hostname, { all: true });

const loopback: LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/**
 * A lookup for `net.connect`: the socket connects to exactly the addresses that were checked here, so a name that
 * answers differently a moment later changes nothing. One forbidden answer refuses them all.
 */
export function createPinnedLookup(resolve: ResolveName, allowPrivate: boolean): LookupFunction {
  async function findAddresses(hostname: string): Promise<LookupAddress[]> {
    if (isLocalhost(hostname)) return allowPrivate ? loopback : [];
    const addresses = await resolve(hostname);
    if (!addresses.every(({ address }) => isAllowedAddress(address, allowPrivate))) {
      throw new ValetkeyError('egress_refused', { detail: `${hostname} resolves to a private or reserved address` });
    }
    return addresses;
  }

  return (hostname, options, callback) => {
    findAddresses(withoutFinalDots(hostname.toLowerCase())).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) callback(new ValetkeyError('idp_unreachable', { detail: `${hostname} has no address` }), '');
        else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, ''),
    );
  };
}
