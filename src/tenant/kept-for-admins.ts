import { endpoints, scopesToHandOn } from '../contract/index.ts';
import { managementAudience } from './management-api.ts';
import type { Tenant } from './tenant.ts';

const givenByEditors = new Set(
  scopesToHandOn(
    'editor',
    endpoints.flatMap(({ scopes }) => scopes as readonly string[]),
  ),
);

/** A client grant as the database has it. */
interface Grant {
  readonly audience: string;
  readonly subjectType: string;
  readonly settings: { readonly scope?: unknown; readonly allow_all_scopes?: unknown };
}

/** Whether a grant gives a client more than an administrator below admin could; what users may do by it is theirs. */
export function isKeptForAdmins(
  { issuer }: Pick<Tenant, 'issuer'>,
  { audience, subjectType, settings }: Grant,
): boolean {
  if (audience !== managementAudience(issuer) || subjectType !== 'client') return false;
  const scopes: readonly unknown[] = Array.isArray(settings.scope) ? settings.scope : [];
  return settings.allow_all_scopes === true || scopes.some((scope) => !givenByEditors.has(String(scope)));
}
