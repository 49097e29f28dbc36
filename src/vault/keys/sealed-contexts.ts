import type { SealContext } from '../../base/index.ts';
import type { LastingColumnName, SealedRow } from '../../storage/index.ts';
import {
  clientSecretContext,
  connectionOptionsContext,
  jobPartContext,
  secretContext,
  signingKeyContext,
  webhookSecretContext,
} from '../../tenant/index.ts';
import { contextOf as revocationContext } from '../forget/queue-revocation.ts';
import { tokenContext } from '../token-context.ts';

/** What each sealed column is bound to, from the row that it stands in. */
export type SealedContexts = Readonly<Record<LastingColumnName, (row: SealedRow) => SealContext>>;

export function createSealedContexts(tenantId: string): SealedContexts {
  const tenant = { id: tenantId };
  const text = ({ facts }: SealedRow, name: string) => facts[name] as string;
  return {
    'secrets.sealed': ({ key }) => secretContext(key),
    'connections.options_sealed': ({ key }) => connectionOptionsContext(tenant, key),
    'forgotten_connections.options_sealed': ({ key }) => connectionOptionsContext(tenant, key),
    'clients.secret_sealed': ({ key }) => clientSecretContext(tenant, key),
    'signing_keys.private_sealed': ({ key }) => signingKeyContext(tenant, key),
    'job_parts.sealed': ({ key }) => jobPartContext(tenant, key),
    'idp_revocations.sealed': (row) =>
      revocationContext(tenantId, {
        revocationId: row.key,
        connectionId: text(row, 'connection_id'),
        binding: row.facts.binding as string | null,
      }),
    'webhooks.secret_sealed': (row) => webhookSecretContext(tenant, row.key, text(row, 'url')),
    'idp_tokens.wrapped_key': (row) => {
      const owner = {
        tenantId,
        userId: text(row, 'user_id'),
        connectionId: text(row, 'connection_id'),
        issuer: text(row, 'issuer'),
        subject: text(row, 'subject'),
      };
      return tokenContext(owner, 'data-key', row.facts.version as number);
    },
  };
}
