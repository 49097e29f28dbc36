import { createHash } from 'node:crypto';
import { resolveEndpoints } from '../providers/index.ts';
import type { Connection } from '../tenant/index.ts';

/**
 * Fingerprint of the settings that a grant depends on: whose it is (issuer), where its tokens are sent, and for which
 * client it was given. Another client secret is none: secrets are rotated and grants live on.
 */
export function bindingOf({ provider, options }: Pick<Connection, 'provider' | 'options'>): string {
  const { issuer, discovery_url, token_endpoint } = resolveEndpoints(provider, options);
  const parts = [
    issuer ?? discovery_url ?? '',
    token_endpoint ?? '',
    String(options.client_id ?? ''),
    // Beside an issuer it leads to all that is not set: to the token endpoint as well.
    ...(issuer !== undefined && discovery_url !== undefined ? [discovery_url] : []),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** T-E20: the connection was pointed elsewhere since the grant was made, or has another client: its tokens must not follow. */
export function isRebound({ binding }: { readonly binding: string | null }, connection: Connection): boolean {
  return binding !== null && binding !== bindingOf(connection);
}
