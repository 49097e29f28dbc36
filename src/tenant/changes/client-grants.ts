import { z } from 'zod';
import { clientGrantSettings, subjectType } from '../../contract/index.ts';
import { type ClientGrantRecord, keepClientForAdmins, saveClientGrant } from '../../storage/index.ts';
import { isKeptForAdmins } from '../kept-for-admins.ts';
import { managementAudience } from '../management-api.ts';
import { type Entry, mergeSettings } from './entries.ts';
import { type Run, saveChange } from './run.ts';

export const clientGrantEntry = clientGrantSettings.extend({
  client_id: z.string().min(1),
  audience: z.string().min(1),
  subject_type: subjectType.default('client'),
});

export type ClientGrantEntry = Entry<z.output<typeof clientGrantEntry>>;

export const notClientGrantSettings = ['id', 'client_id', 'audience', 'subject_type', 'is_system'];

/** The client and the API that a grant joins, as they are stored. */
export interface GrantParties {
  readonly clientId: string;
  readonly clientName: string;
  readonly audience: string;
  /** All scopes of the API. */
  readonly scopes: ReadonlySet<string>;
}

/** IdP tokens are read at the Management API only, and a name that means no connection is a slip of the pen. */
export function checkTokenLimits(
  { path, checked }: ClientGrantEntry,
  { tenant, report }: Run,
  audience: string,
  connections: ReadonlySet<string>,
): void {
  const { idp_tokens: limits } = checked;
  if (!limits) return;
  const place = [...path, 'idp_tokens'];
  if (audience !== managementAudience(tenant.issuer)) {
    report.refuse(place, 'only a grant for the Management API can have it');
  }
  if (checked.subject_type !== 'client')
    report.refuse(place, 'users never read IdP tokens: subject_type must be client');
  for (const [index, name] of (limits.connections ?? []).entries()) {
    if (!connections.has(name)) report.refuse([...place, 'connections', index], 'no connection has this name');
  }
}

/** Reports every scope that the API does not have. */
export function checkGrantScopes(
  { path, checked }: ClientGrantEntry,
  { report }: Run,
  scopes: ReadonlySet<string>,
): void {
  for (const [index, scope] of checked.scope.entries()) {
    if (scopes.has(scope)) continue;
    report.refuse([...path, 'scope', index], `scope must be a subset of resource server scopes: ${scope} is none`);
  }
}

/** Writes the grant as the entry wants it; `found` is what is stored of it. Gives its id. */
export async function applyClientGrant(
  run: Run,
  { checked, given }: ClientGrantEntry,
  { clientId, clientName, audience }: GrantParties,
  found: ClientGrantRecord | undefined,
): Promise<string> {
  const { tenant, db } = run;
  const before = found?.settings;
  const after = mergeSettings(before ?? {}, given);
  const clientGrantId = found?.clientGrantId ?? `cgr_${tenant.ids.alphanumeric(16)}`;
  const subjectType = checked.subject_type;
  // What it gave counts too: a grant that is narrowed here may be whole again in the next tenant file.
  const isKept = [before ?? {}, after].some((settings) => isKeptForAdmins(tenant, { audience, subjectType, settings }));
  if (isKept) await keepClientForAdmins(db, clientId);
  await saveChange(run, { section: 'clientGrants', name: `${clientName}: ${audience}` }, before, after, () =>
    saveClientGrant(db, { clientGrantId, clientId, audience, subjectType, settings: after }),
  );
  return clientGrantId;
}
