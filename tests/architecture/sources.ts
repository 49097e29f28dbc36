import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Source files by their path from the root, with slashes: `src/base/clock.ts`. The checkers see nothing else. */
export type Sources = ReadonlyMap<string, string>;

const root = new URL('../../', import.meta.url);

export function readText(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** Every TypeScript file, components among them, below a folder of the repository. */
export function readSources(folder: string): Sources {
  const names = readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => /\.tsx?$/.test(name)).map((name) => join(folder, name).replaceAll('\\', '/'));
  return new Map(paths.sort().map((path) => [path, readText(path)]));
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** Biome keeps statements at the start of a line, so that no comment or text can look like one. */
const statement = /^(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Static, side-effect, re-exporting, type-only and dynamic imports alike. */
export function importsOf(text: string): Import[] {
  return [...text.matchAll(statement), ...text.matchAll(dynamic)].map((match) => ({
    specifier: match[1] ?? match[2] ?? '',
    line: lineOf(text, match.index),
  }));
}

export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** The file that a relative import names; undefined for a package. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return new URL(specifier, `file:///${from}`).pathname.slice(1);
}

/** `base` for `src/base/clock.ts`; undefined outside the rooms. */
export function roomOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}
