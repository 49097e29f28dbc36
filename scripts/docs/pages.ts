import { readFileSync } from 'node:fs';
import { dashboardEndpoints, describeApi, describeDashboardApi, endpoints } from '../../src/contract/index.ts';
import { describeCommands } from './commands.ts';
import { describeEndpoints } from './endpoints.ts';
import { describeErrors } from './errors.ts';
import { describeProviders } from './providers.ts';
import { describeRights } from './rights.ts';
import { describeSettings } from './settings.ts';

const example = 'https://valetkey.example';

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}

const toText = (description: object) => `${JSON.stringify(description, null, 2)}\n`;

/** Every generated file below docs/generated, and what must be in it. */
export function generatePages(): ReadonlyMap<string, string> {
  return new Map([
    ['settings.md', describeSettings()],
    ['errors.md', describeErrors()],
    ['providers.md', describeProviders()],
    ['openapi.json', toText(describeApi(endpoints, example, readVersion()))],
    ['dashboard-openapi.json', toText(describeDashboardApi(dashboardEndpoints, example, readVersion()))],
    ['endpoints.md', describeEndpoints()],
    ['dashboard-rights.md', describeRights()],
    ['commands.md', describeCommands()],
  ]);
}
