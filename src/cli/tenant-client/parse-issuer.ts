import { usageFailure } from '../failure.ts';
import { parseSecureUrl } from '../secure-url.ts';

/**
 * From what people call a domain to the issuer: `acme.eu.auth0.com` and `https://acme.eu.auth0.com/` both give
 * `https://acme.eu.auth0.com/`. Without a scheme it is https, as for Auth0's own SDKs.
 * @throws {CommandFailure} a usage failure
 */
export function parseIssuer(domain: string): string {
  const url = parseSecureUrl(/^[a-z]+:\/\//i.test(domain) ? domain : `https://${domain}`, 'The domain');
  if (url.search || url.hash) throw usageFailure('The domain must be a host or a base URL, without ? and #.');
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
