import { isIP } from 'node:net';
import { isAllowedAddress, isLoopback } from './addresses.ts';
import { isOpenPlace, type OpenPlaces } from './open-places.ts';

/** Characters: an IdP's document may hold a megabyte of address, and what looks at one must stay cheap. */
const longestUrl = 8192;

/** The name without the dot of a fully qualified one; the lookbehind keeps rows of dots from costing their square. */
export function withoutFinalDots(hostname: string): string {
  return hostname.replace(/(?<!\.)\.+$/, '');
}

/** The host without IPv6 brackets and without the dot of a fully qualified name. */
export function hostOf(url: URL): string {
  return withoutFinalDots(url.hostname.replace(/^\[|\]$/g, ''));
}

/** RFC 6761 section 6.3: these names are the loopback interface, whatever a resolver says. */
export function isLocalhost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost');
}

function isPrivateName(host: string): boolean {
  return isLocalhost(host) || /(^|\.)(internal|local)$/.test(host);
}

/**
 * What is wrong with an address that we should call; undefined when nothing is. It asks no resolver, so that it can
 * run when settings are saved. The URL parser has already turned decimal, octal, hex, short and full-width forms
 * of an IPv4 address into the dotted one.
 */
export function findUrlProblem(input: string | URL, open: OpenPlaces): string | undefined {
  if (String(input).length > longestUrl) return `is longer than ${longestUrl} characters`;
  if (!URL.canParse(String(input))) return 'is not an absolute URL';
  const url = new URL(input);
  const host = hostOf(url);
  const allowPrivate = isOpenPlace(open, host, url.port || (url.protocol === 'https:' ? '443' : '80'));
  const local = isLocalhost(host) || isLoopback(host);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local && allowPrivate))
    return 'must start with https://';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or a password';
  // RFC 6749 section 3.1; what follows it would not be sent, and parameters that we append would follow it.
  if (url.hash !== '') return 'must not contain a fragment';
  if (isIP(host) !== 0) {
    return isAllowedAddress(host, allowPrivate) ? undefined : 'points to a private or reserved address';
  }
  return isPrivateName(host) && !allowPrivate ? 'names a host of a private network' : undefined;
}
