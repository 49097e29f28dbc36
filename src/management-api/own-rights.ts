import { ValetkeyError } from '../base/index.ts';
import type { Caller } from '../oauth-server/index.ts';
import { findClient } from '../storage/index.ts';
import { findGrantedScopes, managementAudience, type Tenant } from '../tenant/index.ts';

type Limited = Pick<Caller, 'mayHandOn'>;

function refuse(scopes: readonly string[]): never {
  throw new ValetkeyError('insufficient_scope', {
    description: `Your role gives these scopes to no client, and has no say over one that has them: ${scopes.slice(0, 10).join(',')}`,
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
async function excessOf(mayHandOn: ReadonlySet<string>, tenant: Tenant, clientId: string): Promise<string[]> {
  const granted = await findGrantedScopes(tenant, clientId, managementAudience(tenant.issuer));
  return [...(granted ?? [])].filter((scope) => !mayHandOn.has(scope));
}

/** Rights that it had count like those that it has: somebody, or a tenant file, may give them again. */
async function isKeptForAdmins({ store: { db } }: Tenant, clientId: string): Promise<boolean> {
  return (await findClient(db, clientId))?.keptForAdmins === true;
}

/**
 * Whoever has a client's credential is that client.
 * @throws {ValetkeyError} `insufficient_scope` for a client that may do more than the caller, or could once
 */
export async function refuseStronger({ mayHandOn }: Limited, tenant: Tenant, clientId: string): Promise<void> {
  if (!mayHandOn) return;
  const excess = await excessOf(mayHandOn, tenant, clientId);
  if (excess.length > 0) refuse(excess);
  if (!(await isKeptForAdmins(tenant, clientId))) return;
  throw new ValetkeyError('insufficient_scope', {
    description: 'This client had more rights than your role can give: only an admin changes it',
  });
}

/** The caller's scopes, without the right to see the secret of a client that may do more, or could once. */
export async function scopesToShow(
  { mayHandOn, scopes }: Caller,
  tenant: Tenant,
  clientId: string,
): Promise<ReadonlySet<string>> {
  if (!mayHandOn) return scopes;
  const isStronger =
    (await excessOf(mayHandOn, tenant, clientId)).length > 0 || (await isKeptForAdmins(tenant, clientId));
  return isStronger ? withoutSecrets(scopes) : scopes;
}

/** For lists, where nobody looks at what each client may do. */
export function scopesForList({ scopes, mayHandOn }: Caller): ReadonlySet<string> {
  return mayHandOn ? withoutSecrets(scopes) : scopes;
}

function withoutSecrets(scopes: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...scopes].filter((scope) => scope !== 'read:client_keys'));
}
