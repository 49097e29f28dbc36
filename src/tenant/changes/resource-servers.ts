import { z } from 'zod';
import { resourceServerIdentifier, resourceServerSettings } from '../../contract/index.ts';
import type { JsonObject } from '../../providers/index.ts';
import { type ResourceServerRecord, saveResourceServer } from '../../storage/index.ts';
import { type Entry, mergeSettings } from './entries.ts';
import type { Report } from './report.ts';
import { type Run, saveChange } from './run.ts';

export const resourceServerEntry = resourceServerSettings.extend({
  identifier: resourceServerIdentifier,
  is_system: z.boolean().optional(),
});

export type ResourceServerEntry = Entry<z.output<typeof resourceServerEntry>>;

export const notResourceServerSettings = ['id', 'identifier', 'is_system', 'client_id'];
/** All that an operator may set of the Management API: its scopes are what this program can do. */
export const systemSettings: readonly string[] = ['token_lifetime', 'token_lifetime_for_web'];

/** What can be said of an API without the store. */
export function checkResourceServer({ path, checked }: ResourceServerEntry, report: Report): void {
  if (checked.signing_alg === 'HS256') {
    report.warn([...path, 'signing_alg'], 'HS256 is not supported: tokens are signed with RS256');
  }
  if (checked.proof_of_possession?.required && checked.proof_of_possession.mechanism !== 'dpop') {
    report.warn([...path, 'proof_of_possession'], 'mTLS is not supported: no tokens are issued for this API');
  }
  const values = checked.scopes.map((scope) => scope.value);
  const seen = new Set<string>();
  for (const [index, scope] of values.entries()) {
    if (seen.has(scope)) report.refuse([...path, 'scopes', index, 'value'], 'is given twice');
    seen.add(scope);
  }
}

function pick(given: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));
}

/** Writes the API as the entry wants it; `found` is what is stored of it. Gives its id. */
export async function applyResourceServer(
  run: Run,
  identifier: string,
  { given }: ResourceServerEntry,
  found: ResourceServerRecord | undefined,
): Promise<string> {
  const { tenant, db } = run;
  const before = found?.settings;
  const after = mergeSettings(before ?? {}, found?.isSystem ? pick(given, systemSettings) : given);
  const resourceServerId = found?.resourceServerId ?? tenant.ids.alphanumeric(24);
  await saveChange(run, { section: 'resourceServers', name: identifier }, before, after, () =>
    saveResourceServer(db, { resourceServerId, identifier, isSystem: found?.isSystem ?? false, settings: after }),
  );
  return resourceServerId;
}
