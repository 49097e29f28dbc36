import { BlockList, isIP, isIPv4 } from 'node:net';

/** Networks of the operator's own: open only when private addresses are allowed. */
const privateNetworks = [
  '10.0.0.0/8', // RFC 1918
  '100.64.0.0/10', // RFC 6598, carrier-grade NAT
  '127.0.0.0/8', // loopback
  '172.16.0.0/12', // RFC 1918
  '192.168.0.0/16', // RFC 1918
  '::1/128', // loopback
  'fc00::/7', // RFC 4193, unique local
];

/** Nothing that an IdP could live at (RFC 6890 and the IANA special-purpose registries): never called. */
const specialNetworks = [
  '0.0.0.0/8',
  '169.254.0.0/16', // link-local: the metadata services of the clouds
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Only 2000::/3 is handed out as global unicast. What is outside holds ::, IPv4-mapped and -compatible addresses,
  // 64:ff9b::/96, 64:ff9b:1::/48, 100::/64, 5f00::/16, fe80::/10 and ff00::/8.
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16', // 6to4 carries any IPv4 address inside
  '2620:4f:8000::/48',
  '3fff::/20',
];

interface Networks {
  has(address: string): boolean;
}

/** One list a family: in a common one, Node lets an IPv6 network such as ::ffff:0:0/96 match every IPv4 address. */
function createNetworks(networks: readonly string[]): Networks {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    lists[family].addSubnet(address, Number(bits), family);
  }
  return {
    has(address) {
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      return lists[family].check(address, family);
    },
  };
}

const privateList = createNetworks(privateNetworks);
const specialList = createNetworks(specialNetworks);
const loopbackList = createNetworks(['127.0.0.0/8', '::1/128']);

/** `address` as the URL parser or the resolver writes it; anything that is no address is not allowed. */
export function isAllowedAddress(address: string, allowPrivate: boolean): boolean {
  // A zone id (fe80::1%eth0) names an interface of this machine.
  if (isIP(address) === 0 || address.includes('%')) return false;
  if (privateList.has(address)) return allowPrivate;
  return !specialList.has(address);
}

export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && loopbackList.has(address);
}
