import { type Secret, ValetkeyError } from '../../base/index.ts';
import type { Given } from '../../contract/index.ts';
import { type ClientRecord, findClient as findClientRecord } from '../../storage/index.ts';
import { applyClient, checkClient, clientEntry, notClientSettings } from '../changes/clients.ts';
import { checkEntry, mergeSettings, toStore } from '../changes/entries.ts';
import type { Run } from '../changes/run.ts';
import { type Editor, edit, refuseProblems } from './edit.ts';

/** What shall be is checked, and what was said is stored. */
async function write(run: Run, given: Given, found: ClientRecord | undefined) {
  const entry = checkEntry([], clientEntry, mergeSettings(found?.settings ?? {}, given), run.report, notClientSettings);
  if (entry) checkClient(entry, run.report);
  refuseProblems(run.report);
  const { clientId, secret } = await applyClient(run, { ...entry!, given: toStore(given, notClientSettings) }, found);
  return { client: (await findClientRecord(run.db, clientId))!, secret };
}

/** Makes a client; its id is made here (AS-51), and so is its secret, which is shown this once. */
export function createClient(
  editor: Editor,
  given: Given,
): Promise<{ client: ClientRecord; secret: Secret | undefined }> {
  return edit(editor, (run) => write(run, given, undefined));
}

/**
 * Changes a client member by member. A public client that becomes confidential gets a secret.
 * @throws {ValetkeyError} `inexistent_client`
 */
export function updateClient(
  editor: Editor,
  clientId: string,
  given: Given,
): Promise<{ client: ClientRecord; secret: Secret | undefined }> {
  return edit(editor, async (run) => {
    const found = await findClientRecord(run.db, clientId);
    if (!found) throw new ValetkeyError('inexistent_client');
    return write(run, given, found);
  });
}
