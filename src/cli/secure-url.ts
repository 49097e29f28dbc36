import { usageFailure } from './failure.ts';

const ipv4Loopback = /^127(\.\d{1,3}){3}$/;

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || ipv4Loopback.test(hostname)
  );
}

/**
 * A URL that a secret or token may be sent to: https, or http on this machine (RFC 6750 section 5.3).
 * @param what how messages name it, e.g. `--domain`
 * @throws {CommandFailure} a usage failure
 */
export function parseSecureUrl(text: string, what: string): URL {
  const url = URL.parse(text);
  if (!url) throw usageFailure(`${what} is not a URL.`);
  if (url.username || url.password) throw usageFailure(`${what} must not carry a user name or password.`);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  throw usageFailure(`${what} must start with https:// (http:// is for this machine only), for tokens travel there.`);
}
