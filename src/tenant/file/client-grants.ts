import { z } from 'zod';
import { clientGrantSettings, resourceServerSettings, subjectType } from '../../contract/index.ts';
import {
  listClientGrants,
  listClients,
  listConnections,
  listResourceServers,
  saveClientGrant,
} from '../../storage/index.ts';
import { findReferred } from '../client-references.ts';
import { managementAudience } from '../management-api.ts';
import { isForeignSystemApi, translateAudience } from './auth0-audiences.ts';
import { type Entry, mergeSettings, readEntries } from './entries.ts';
import type { Report } from './report.ts';
import { type Run, saveChange } from './run.ts';

const clientGrantEntry = clientGrantSettings.extend({
  client_id: z.string().min(1),
  audience: z.string().min(1),
  subject_type: subjectType.default('client'),
});

export type ClientGrantEntry = Entry<z.output<typeof clientGrantEntry>>;

const notSettings = ['id', 'client_id', 'audience', 'subject_type', 'is_system'];

export function readClientGrants(value: unknown, report: Report): ClientGrantEntry[] {
  return readEntries('clientGrants', clientGrantEntry, value, report, notSettings).filter(({ path, checked }) => {
    if (!isForeignSystemApi(checked.audience)) return true;
    report.warn([...path, 'audience'], 'this API of Auth0 does not exist here: skipped');
    return false;
  });
}

/** The scopes of every API, by its identifier. */
async function readScopes(run: Run): Promise<Map<string, Set<string>>> {
  const servers = await listResourceServers(run.db);
  return new Map(
    servers.map(({ identifier, settings }) => {
      const { scopes } = resourceServerSettings.parse(settings);
      return [identifier, new Set(scopes.map((scope) => scope.value))];
    }),
  );
}

/** IdP tokens are read at the Management API only, and a name that means no connection is a slip of the pen. */
function checkTokenLimits(
  { path, checked }: ClientGrantEntry,
  { tenant, report }: Run,
  connections: ReadonlySet<string>,
): void {
  const { idp_tokens: limits } = checked;
  if (!limits) return;
  const place = [...path, 'idp_tokens'];
  if (translateAudience(tenant.issuer, checked.audience) !== managementAudience(tenant.issuer)) {
    report.refuse(place, 'only a grant for the Management API can have it');
  }
  if (checked.subject_type !== 'client')
    report.refuse(place, 'users never read IdP tokens: subject_type must be client');
  for (const [index, name] of (limits.connections ?? []).entries()) {
    if (!connections.has(name)) report.refuse([...place, 'connections', index], 'no connection has this name');
  }
}

export async function applyClientGrants(run: Run, entries: readonly ClientGrantEntry[]): Promise<void> {
  const { tenant, db, report } = run;
  const clients = await listClients(db);
  const scopesOf = await readScopes(run);
  const connections = new Set((await listConnections(db)).map(({ name }) => name));
  const seen = new Set<string>();
  for (const entry of entries) {
    const { path, checked, given } = entry;
    checkTokenLimits(entry, run, connections);
    const client = findReferred(clients, checked.client_id, (text) => report.refuse([...path, 'client_id'], text));
    const audience = translateAudience(tenant.issuer, checked.audience);
    const scopes = scopesOf.get(audience);
    if (!scopes) report.refuse([...path, 'audience'], 'no API has this identifier');
    for (const [index, scope] of checked.scope.entries()) {
      if (!scopes || scopes.has(scope)) continue;
      report.refuse([...path, 'scope', index], `scope must be a subset of resource server scopes: ${scope} is none`);
    }
    if (!client || !scopes) continue;

    const { clientId } = client;
    const key = JSON.stringify([clientId, audience, checked.subject_type]);
    if (seen.has(key)) report.refuse(path, 'this client has a grant for this API already');
    seen.add(key);
    const stored = await listClientGrants(db, clientId);
    const found = stored.find((grant) => grant.audience === audience && grant.subjectType === checked.subject_type);
    const before = found?.settings;
    const after = mergeSettings(before ?? {}, given);
    await saveChange(
      run,
      { section: 'clientGrants', name: `${client.settings.name}: ${audience}` },
      before,
      after,
      () =>
        saveClientGrant(db, {
          clientGrantId: found?.clientGrantId ?? `cgr_${tenant.ids.alphanumeric(16)}`,
          clientId,
          audience,
          subjectType: checked.subject_type,
          settings: after,
        }),
    );
  }
}
