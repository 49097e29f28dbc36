import { z } from 'zod';
import { resourceServerIdentifier, resourceServerSettings } from '../../contract/index.ts';
import type { JsonObject } from '../../providers/index.ts';
import { listResourceServers, saveResourceServer } from '../../storage/index.ts';
import { isForeignSystemApi, translateAudience } from './auth0-audiences.ts';
import { type Entry, mergeSettings, readEntries, refuseDuplicates } from './entries.ts';
import type { Report } from './report.ts';
import { type Run, saveChange } from './run.ts';

const resourceServerEntry = resourceServerSettings.extend({
  identifier: resourceServerIdentifier,
  is_system: z.boolean().optional(),
});

export type ResourceServerEntry = Entry<z.output<typeof resourceServerEntry>>;

const notSettings = ['id', 'identifier', 'is_system', 'client_id'];
/** All that an operator may set of the Management API: its scopes are what this program can do. */
const systemSettings = ['token_lifetime', 'token_lifetime_for_web'];

export function readResourceServers(value: unknown, report: Report): ResourceServerEntry[] {
  const entries = readEntries('resourceServers', resourceServerEntry, value, report, notSettings);
  refuseDuplicates(entries, 'identifier', report);
  for (const { path, checked } of entries) {
    if (checked.signing_alg === 'HS256') {
      report.warn([...path, 'signing_alg'], 'HS256 is not supported: tokens are signed with RS256');
    }
    if (checked.proof_of_possession?.required && checked.proof_of_possession.mechanism !== 'dpop') {
      report.warn([...path, 'proof_of_possession'], 'mTLS is not supported: no tokens are issued for this API');
    }
    const values = checked.scopes.map((scope) => scope.value);
    for (const [index, scope] of values.entries()) {
      if (values.indexOf(scope) !== index) report.refuse([...path, 'scopes', index, 'value'], 'is given twice');
    }
  }
  return entries.filter(({ path, checked }) => {
    if (!isForeignSystemApi(checked.identifier)) return true;
    report.warn(path, 'this API of Auth0 does not exist here: skipped');
    return false;
  });
}

function pick(given: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));
}

export async function applyResourceServers(run: Run, entries: readonly ResourceServerEntry[]): Promise<void> {
  const { tenant, db, report } = run;
  const stored = await listResourceServers(db);
  for (const { path, checked, given } of entries) {
    const identifier = translateAudience(tenant.issuer, checked.identifier);
    const found = stored.find((server) => server.identifier === identifier);
    if (checked.is_system && !found?.isSystem) {
      report.warn(path, 'this system API does not exist here: skipped');
      continue;
    }
    const before = found?.settings;
    const after = mergeSettings(before ?? {}, found?.isSystem ? pick(given, systemSettings) : given);
    await saveChange(run, { section: 'resourceServers', name: identifier }, before, after, () =>
      saveResourceServer(db, {
        resourceServerId: found?.resourceServerId ?? tenant.ids.alphanumeric(24),
        identifier,
        isSystem: found?.isSystem ?? false,
        settings: after,
      }),
    );
  }
}
