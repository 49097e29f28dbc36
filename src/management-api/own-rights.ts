import { ValetkeyError } from '../base/index.ts';
import type { Caller } from '../oauth-server/index.ts';
import { findGrantedScopes, managementAudience, type Tenant } from '../tenant/index.ts';

type Limited = Pick<Caller, 'mayHandOn'>;

function refuse(scopes: readonly string[]): never {
  throw new ValetkeyError('insufficient_scope', {
    description: `You cannot hand on what you do not have: ${scopes.slice(0, 10).join(',')}`,
  });
}

/** A grant as a body or the database has it. */
export interface WantedGrant {
  readonly audience?: unknown;
  readonly scope?: unknown;
  readonly allow_all_scopes?: unknown;
}

/** @throws {ValetkeyError} `insufficient_scope` for a grant by which a client could do more than the caller */
export function refuseGivingMore({ mayHandOn }: Limited, { issuer }: Tenant, wanted: WantedGrant): void {
  if (!mayHandOn || wanted.audience !== managementAudience(issuer)) return;
  if (wanted.allow_all_scopes === true) refuse(['allow_all_scopes']);
  const scopes: readonly string[] = Array.isArray(wanted.scope) ? wanted.scope : [];
  const more = scopes.filter((scope) => !mayHandOn.has(scope));
  if (more.length > 0) refuse(more);
}

/** The scopes that a client has at the Management API and the caller could not give it. */
async function excessOf({ mayHandOn }: Limited, tenant: Tenant, clientId: string): Promise<string[]> {
  if (!mayHandOn) return [];
  const granted = await findGrantedScopes(tenant, clientId, managementAudience(tenant.issuer));
  return [...(granted ?? [])].filter((scope) => !mayHandOn.has(scope));
}

/**
 * Whoever has a client's credential is that client.
 * @throws {ValetkeyError} `insufficient_scope` for a client that may do more than the caller
 */
export async function refuseStronger(caller: Limited, tenant: Tenant, clientId: string): Promise<void> {
  const excess = await excessOf(caller, tenant, clientId);
  if (excess.length > 0) refuse(excess);
}

/** The caller's scopes, without the right to see the secret of a client that may do more. */
export async function scopesToShow(caller: Caller, tenant: Tenant, clientId: string): Promise<ReadonlySet<string>> {
  const excess = await excessOf(caller, tenant, clientId);
  return excess.length === 0 ? caller.scopes : withoutSecrets(caller.scopes);
}

/** For lists, where nobody looks at what each client may do. */
export function scopesForList({ scopes, mayHandOn }: Caller): ReadonlySet<string> {
  return mayHandOn ? withoutSecrets(scopes) : scopes;
}

function withoutSecrets(scopes: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...scopes].filter((scope) => scope !== 'read:client_keys'));
}
