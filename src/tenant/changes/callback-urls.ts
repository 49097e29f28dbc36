import type { Path, Report } from './report.ts';

const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost']);
const wildcards = /\*|\{\w+\}/g;

/** What makes an address unfit to send a code to (RFC 6749 section 3.1.2, RFC 8252 sections 7.1 and 8.4). */
function findProblem(address: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(address)) return 'must not contain blanks';
  const url = address.replace(wildcards, 'x');
  if (!URL.canParse(url)) return 'must be an absolute URL';
  const { protocol } = new URL(url);
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
