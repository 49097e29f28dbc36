import type { Path, Report } from './report.ts';

const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost']);
const wildcards = /\*|\{\w+\}/g;

/** What makes an address unfit to send a code to (RFC 6749 section 3.1.2, RFC 8252 sections 7.1 and 8.4). */
function findProblem(address: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(address)) return 'must not contain blanks';
  const url = address.replace(wildcards, 'x');
  if (!URL.canParse(url)) return 'must be an absolute URL';
  const { protocol, username, password } = new URL(url);
  if (username !== '' || password !== '') return 'must not contain a user name or a password';
  // Every scheme that a browser runs or reads locally (javascript:, data:, vbscript:, file:) is without a dot.
  if (protocol !== 'https:' && protocol !== 'http:' && !protocol.includes('.')) {
    return 'must start with https:// or with a scheme that contains a dot, as com.example.app:/callback';
  }
  return address.includes('#') ? 'must not contain a fragment' : undefined;
}

/** Checks the addresses that browsers may be sent back to. */
export function checkCallbackUrls(path: Path, addresses: readonly string[], report: Report): void {
  for (const [index, address] of addresses.entries()) {
    const place = [...path, index];
    const problem = findProblem(address);
    if (problem !== undefined) {
      report.refuse(place, problem);
      continue;
    }
    const { protocol, hostname } = new URL(address.replace(wildcards, 'x'));
    // AS-02: addresses are compared character by character.
    if (address.search(wildcards) !== -1) report.warn(place, 'wildcards and placeholders match nothing here');
    if (protocol === 'http:' && !loopbackHosts.has(hostname)) report.warn(place, 'http:// is not protected on the way');
  }
}

/** Schemes of which a browser makes a page by itself: their origin is nobody's. */
const pageless = /^(?:javascript|data|vbscript|blob|about):/i;

/** Checks origins of scripts. They are compared with what a browser calls one (RFC 6454 section 6.2). */
export function checkOrigins(path: Path, origins: readonly string[], report: Report): void {
  for (const [index, given] of origins.entries()) {
    const place = [...path, index];
    const url = given.replace(wildcards, 'x');
    if (!URL.canParse(url) || pageless.test(url) || new URL(url).username !== '' || new URL(url).password !== '') {
      report.refuse(place, 'must be an origin, as https://app.example.com');
    } else if (new URL(url).origin !== given) {
      report.warn(place, 'matches nothing here: an origin is a scheme, a host and perhaps a port, in small letters');
    }
  }
}
