import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package that a module belongs to; undefined for our own. */
function findPackage(moduleId: string): string | undefined {
  if (!/[\\/]node_modules[\\/]/.test(moduleId)) return undefined;
  let folder = dirname(moduleId.replace(/^\0|\?.*$/g, ''));
  // Some packages have further package.json files inside that only say how to read what lies there.
  while (!/[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+$/.test(folder)) folder = dirname(folder);
  return folder;
}

function describe(folder: string): string {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const { name, version, license } = JSON.parse(text) as { name: string; version: string; license?: string };
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry));
  const words =
    file === undefined ? 'The package holds no text of its licence.' : readFileSync(join(folder, file), 'utf8');
  return `${name} ${version} (${license ?? 'see below'})\n\n${words.trim()}\n`;
}

/** The licences of the packages whose code these modules are, by name: they ask to go along with their code. */
export function writeNotices(moduleIds: readonly string[]): string {
  const folders = new Set(moduleIds.map(findPackage).filter((folder) => folder !== undefined && existsSync(folder)));
  return [...folders]
    .map((folder) => describe(folder as string))
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`);
}
