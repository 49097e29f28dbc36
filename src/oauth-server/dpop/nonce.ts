import { equalSecrets } from '../../base/index.ts';
import type { Tenant } from '../../tenant/index.ts';

/** Milliseconds for which one nonce is given out; it is good for as long again. */
const period = 150_000;

function nonceOf({ hash }: Tenant, index: number): string {
  return hash('dpop-nonce', String(index));
}

/**
 * The nonce for the next proof (RFC 9449 section 8). It is made of the time and a secret that all nodes share: nothing
 * is stored, and every node knows every other's.
 */
export function currentNonce(tenant: Tenant): string {
  return nonceOf(tenant, Math.floor(tenant.clock.now() / period));
}

/** Also of the period before, and of the one to come: another node's clock may be a little ahead. */
export function isRecentNonce(tenant: Tenant, nonce: string): boolean {
  const index = Math.floor(tenant.clock.now() / period);
  return [index, index - 1, index + 1].some((one) => equalSecrets(nonceOf(tenant, one), nonce));
}
