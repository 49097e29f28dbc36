import { ValetkeyError } from '../../base/index.ts';
import { clientGrantBody, type Given, resourceServerSettings } from '../../contract/index.ts';
import {
  type ClientGrantRecord,
  findClientGrant,
  findClient as findClientRecord,
  findResourceServerRecord,
  listClientGrants,
  listConnections,
} from '../../storage/index.ts';
import {
  applyClientGrant,
  type ClientGrantEntry,
  checkTokenLimits,
  type GrantParties,
  notClientGrantSettings,
} from '../changes/client-grants.ts';
import { checkEntry, mergeSettings, toStore } from '../changes/entries.ts';
import type { Run } from '../changes/run.ts';
import { type Editor, edit, refuseProblems } from './edit.ts';

/** @throws {ValetkeyError} Auth0's 404s for parties that are not there. */
async function findParties({ db }: Run, clientId: string, audience: string): Promise<GrantParties> {
  const server = await findResourceServerRecord(db, audience);
  if (server?.identifier !== audience) {
    throw new ValetkeyError('inexistent_resource_server', { description: 'Resource server not found' });
  }
  const client = await findClientRecord(db, clientId);
  if (!client) throw new ValetkeyError('inexistent_client', { description: 'Client not found' });
  const scopes = resourceServerSettings.parse(server.settings).scopes.map(({ value }) => value);
  return { clientId, clientName: String(client.settings.name), audience, scopes: new Set(scopes) };
}

/** Auth0's words, which are not those of the other problems (auth0-wire section 6.2). */
function refuseForeignScopes({ checked }: ClientGrantEntry, scopes: ReadonlySet<string>): void {
  if (checked.scope.every((scope) => scopes.has(scope))) return;
  throw new ValetkeyError('invalid_body', {
    description: 'Payload validation error: scope must be a subset of resource server scopes',
  });
}

async function write(run: Run, wanted: Given, given: Given, found?: ClientGrantRecord): Promise<ClientGrantRecord> {
  const entry = checkEntry([], clientGrantBody, wanted, run.report);
  refuseProblems(run.report);
  const { client_id, audience, subject_type } = entry!.checked;
  const parties = await findParties(run, client_id, audience);
  const stored = await listClientGrants(run.db, client_id);
  const same = stored.find((grant) => grant.audience === audience && grant.subjectType === subject_type);
  if (same && same.clientGrantId !== found?.clientGrantId) throw new ValetkeyError('client_grant_exists');
  refuseForeignScopes(entry!, parties.scopes);
  const connections = new Set((await listConnections(run.db)).map(({ name }) => name));
  checkTokenLimits(entry!, run, audience, connections);
  refuseProblems(run.report);
  const said = toStore(given, notClientGrantSettings);
  const id = await applyClientGrant(run, { ...entry!, given: said }, parties, found);
  return (await findClientGrant(run.db, id))!;
}

/** @throws {ValetkeyError} `inexistent_client`, `inexistent_resource_server`, `client_grant_exists` */
export function createClientGrant(editor: Editor, given: Given): Promise<ClientGrantRecord> {
  return edit(editor, (run) => write(run, given, given));
}

/** @throws {ValetkeyError} `inexistent_client_grant` */
export function updateClientGrant(editor: Editor, clientGrantId: string, given: Given): Promise<ClientGrantRecord> {
  return edit(editor, async (run) => {
    const found = await findClientGrant(run.db, clientGrantId);
    if (!found) throw new ValetkeyError('inexistent_client_grant');
    const { clientId: client_id, audience, subjectType: subject_type, settings } = found;
    return write(run, { ...mergeSettings(settings, given), client_id, audience, subject_type }, given, found);
  });
}
