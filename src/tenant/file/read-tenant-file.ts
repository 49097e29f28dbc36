import type { Branding, CustomTexts } from '../../contract/index.ts';
import type { JsonObject } from '../../providers/index.ts';
import type { ClientGrantEntry } from '../changes/client-grants.ts';
import type { ClientEntry } from '../changes/clients.ts';
import type { ConnectionEntry } from '../changes/connections.ts';
import type { Entry } from '../changes/entries.ts';
import type { Path, Problem, Report } from '../changes/report.ts';
import type { ResourceServerEntry } from '../changes/resource-servers.ts';
import type { SettingsEntry } from '../changes/settings.ts';
import { readBranding } from './branding.ts';
import { readClientGrants } from './client-grants.ts';
import { readClients } from './clients.ts';
import { readConnections } from './connections.ts';
import { type Environment, replaceKeywords } from './keywords.ts';
import { parseYaml } from './parse-yaml.ts';
import { readPrompts } from './prompts.ts';
import { readResourceServers } from './resource-servers.ts';
import { auth0Sections } from './sections.ts';
import { readSettings } from './settings.ts';

/** A file that is right in itself. It holds secrets: print nothing of it. */
export interface TenantFile {
  readonly settings: SettingsEntry | undefined;
  readonly branding: Entry<Branding> | undefined;
  readonly customTexts: CustomTexts | undefined;
  readonly clients: readonly ClientEntry[];
  readonly connections: readonly ConnectionEntry[];
  readonly resourceServers: readonly ResourceServerEntry[];
  readonly clientGrants: readonly ClientGrantEntry[];
  lineOf(path: Path): number | undefined;
}

const sections = ['tenant', 'branding', 'prompts', 'clients', 'connections', 'resourceServers', 'clientGrants'];

function isEmpty(section: unknown): boolean {
  return section === null || Object.keys(Object(section)).length === 0;
}

/** Never refused: exports hold all of a tenant, and the next version of the Deploy CLI may know more. */
function nameIgnored(file: JsonObject, report: Report): void {
  for (const [name, value] of Object.entries(file)) {
    if (sections.includes(name) || isEmpty(value)) continue;
    report.warn([name], auth0Sections.has(name) ? 'no such feature here: ignored' : 'unknown section: ignored');
  }
}

/**
 * Reads a tenant file in the YAML format of Auth0's Deploy CLI. Pure: the store is not asked.
 * @param environment what `##NAME##` and `@@NAME@@` are replaced from
 * @returns `plan` only when there is no problem
 */
export function readTenantFile(
  source: string,
  environment: Environment,
): { plan?: TenantFile; problems: readonly Problem[]; warnings: readonly string[] } {
  const { value, lineOf, report } = parseYaml(replaceKeywords(source, environment), source);
  const { problems, warnings } = report;
  if (problems.length > 0) return { problems, warnings };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report.refuse([], 'must have sections, such as clients and connections');
    return { problems, warnings };
  }
  const file = value as JsonObject;
  nameIgnored(file, report);
  const plan: TenantFile = {
    settings: readSettings(file.tenant, report),
    branding: readBranding(file.branding, report),
    customTexts: readPrompts(file.prompts, report),
    clients: readClients(file.clients, report),
    connections: readConnections(file.connections, report),
    resourceServers: readResourceServers(file.resourceServers, report),
    clientGrants: readClientGrants(file.clientGrants, report),
    lineOf,
  };
  return problems.length > 0 ? { problems, warnings } : { plan, problems, warnings };
}
