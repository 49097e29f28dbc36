import { ValetkeyError } from '../../base/index.ts';
import type { Given } from '../../contract/index.ts';
import { deleteResourceServer, findResourceServerRecord, type ResourceServerRecord } from '../../storage/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { checkEntry, mergeSettings, toStore } from '../changes/entries.ts';
import {
  applyResourceServer,
  checkResourceServer,
  notResourceServerSettings,
  resourceServerEntry,
  systemSettings,
} from '../changes/resource-servers.ts';
import type { Run } from '../changes/run.ts';
import type { Tenant } from '../tenant.ts';
import { type Editor, edit, refuseProblems } from './edit.ts';

async function write(run: Run, given: Given, identifier: unknown, found: ResourceServerRecord | undefined) {
  const wanted = { ...mergeSettings(found?.settings ?? {}, given), identifier };
  const entry = checkEntry([], resourceServerEntry, wanted, run.report);
  if (entry) checkResourceServer(entry, run.report);
  refuseProblems(run.report);
  const said = toStore(given, notResourceServerSettings);
  const id = await applyResourceServer(run, entry!.checked.identifier, { ...entry!, given: said }, found);
  return (await findResourceServerRecord(run.db, id))!;
}

/** @throws {ValetkeyError} `resource_server_exists` */
export function createResourceServer(editor: Editor, given: Given): Promise<ResourceServerRecord> {
  return edit(editor, async (run) => {
    // An id would be found before the identifier of another API that is the same text.
    if (await findResourceServerRecord(run.db, String(given.identifier))) {
      throw new ValetkeyError('resource_server_exists');
    }
    return write(run, given, given.identifier, undefined);
  });
}

/**
 * Changes an API. Of the Management API only its lifetimes can be changed, as Auth0's dashboard does.
 * @param reference its id or its identifier
 * @throws {ValetkeyError} `inexistent_resource_server`, `system_resource_server`
 */
export function updateResourceServer(editor: Editor, reference: string, given: Given): Promise<ResourceServerRecord> {
  return edit(editor, async (run) => {
    const found = await findResourceServerRecord(run.db, reference);
    if (!found) throw new ValetkeyError('inexistent_resource_server');
    const foreign = Object.keys(given).filter((name) => !systemSettings.includes(name));
    if (found.isSystem && foreign.length > 0) {
      throw new ValetkeyError('system_resource_server', { description: 'System resource servers cannot be patched.' });
    }
    return write(run, given, found.identifier, found);
  });
}

/**
 * Removes an API with the grants for it; nothing happens when there is none.
 * @throws {ValetkeyError} `system_resource_server`
 */
export function removeResourceServer(tenant: Tenant, reference: string): Promise<void> {
  return changeConfiguration(tenant, async (db) => {
    const found = await findResourceServerRecord(db, reference);
    if (found?.isSystem) {
      throw new ValetkeyError('system_resource_server', { description: 'System resource servers cannot be deleted.' });
    }
    if (found) await deleteResourceServer(db, found.resourceServerId);
  });
}
