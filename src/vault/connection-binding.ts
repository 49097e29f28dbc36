import { createHash } from 'node:crypto';
import { resolveEndpoints } from '../providers/index.ts';
import type { Connection } from '../tenant/index.ts';

/**
 * Fingerprint of the settings that a grant depends on: whose it is (issuer), where its refresh token is sent, and for
 * which client it was given. Another client secret is none: secrets are rotated and grants live on.
 */
export function bindingOf({ provider, options }: Pick<Connection, 'provider' | 'options'>): string {
  const { issuer, discovery_url, token_endpoint } = resolveEndpoints(provider, options);
  const parts = [issuer ?? discovery_url ?? '', token_endpoint ?? '', String(options.client_id ?? '')];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
