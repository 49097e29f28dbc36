/** The first four groups of an IPv6 address: a subscriber is given all addresses below them (RFC 4291 section 2.5.4). */
function networkOf(address: string): string {
  const [text = ''] = address.split('%');
  const [head = '', tail] = text.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

/**
 * Whom a limit by address counts: an IPv4 address, in whichever form it comes, or an IPv6 /64 (T-G16).
 * @param address as the trusted proxies told it, or that of the connection
 */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return address.includes(':') ? networkOf(address.slice(0, 64)) : address.slice(0, 64);
}
