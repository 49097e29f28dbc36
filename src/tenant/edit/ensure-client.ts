import type { Given } from '../../contract/index.ts';
import { findClient as findClientRecord } from '../../storage/index.ts';
import { applyClient, checkClient, clientEntry, notClientSettings } from '../changes/clients.ts';
import { checkEntry, toStore } from '../changes/entries.ts';
import { type Editor, edit, refuseProblems } from './edit.ts';

/**
 * Makes a client of our own under an id of our own, unless it is there. Looking for it by name would take whatever
 * somebody called so.
 * @returns whether it was made now
 */
export function ensureClient(editor: Editor, clientId: string, given: Given): Promise<boolean> {
  return edit(editor, async (run) => {
    if (await findClientRecord(run.db, clientId)) return false;
    const whole = { ...given, client_id: clientId };
    const entry = checkEntry([], clientEntry, whole, run.report, notClientSettings);
    if (entry) checkClient(entry, run.report);
    refuseProblems(run.report);
    await applyClient(run, { ...entry!, given: toStore(given, notClientSettings) }, undefined);
    return true;
  });
}
