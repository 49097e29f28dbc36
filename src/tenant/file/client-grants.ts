import { resourceServerSettings } from '../../contract/index.ts';
import { listClientGrants, listClients, listConnections, listResourceServers } from '../../storage/index.ts';
import {
  applyClientGrant,
  type ClientGrantEntry,
  checkGrantScopes,
  checkTokenLimits,
  clientGrantEntry,
  notClientGrantSettings,
} from '../changes/client-grants.ts';
import type { Report } from '../changes/report.ts';
import type { Run } from '../changes/run.ts';
import { findReferred } from '../client-references.ts';
import { isForeignSystemApi, translateAudience } from './auth0-audiences.ts';
import { readEntries } from './entries.ts';

export function readClientGrants(value: unknown, report: Report): ClientGrantEntry[] {
  return readEntries('clientGrants', clientGrantEntry, value, report, notClientGrantSettings).filter(
    ({ path, checked }) => {
      if (!isForeignSystemApi(checked.audience)) return true;
      report.warn([...path, 'audience'], 'this API of Auth0 does not exist here: skipped');
      return false;
    },
  );
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

export async function applyClientGrants(run: Run, entries: readonly ClientGrantEntry[]): Promise<void> {
  const { tenant, db, report } = run;
  const clients = await listClients(db);
  const scopesOf = await readScopes(run);
  const connections = new Set((await listConnections(db)).map(({ name }) => name));
  const seen = new Set<string>();
  for (const entry of entries) {
    const { path, checked } = entry;
    const audience = translateAudience(tenant.issuer, checked.audience);
    checkTokenLimits(entry, run, audience, connections);
    const client = findReferred(clients, checked.client_id, (text) => report.refuse([...path, 'client_id'], text));
    const scopes = scopesOf.get(audience);
    if (!scopes) report.refuse([...path, 'audience'], 'no API has this identifier');
    checkGrantScopes(entry, run, scopes ?? new Set(checked.scope));
    if (!client || !scopes) continue;

    const { clientId } = client;
    const key = JSON.stringify([clientId, audience, checked.subject_type]);
    if (seen.has(key)) report.refuse(path, 'this client has a grant for this API already');
    seen.add(key);
    const stored = await listClientGrants(db, clientId);
    const found = stored.find((grant) => grant.audience === audience && grant.subjectType === checked.subject_type);
    const clientName = String(client.settings.name);
    await applyClientGrant(run, entry, { clientId, clientName, audience, scopes }, found);
  }
}
