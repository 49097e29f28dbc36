import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lineOf, type Sources } from './sources.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Every file that git has or would take, a picture with an empty text; undefined where the source came without git. */
export function readRepository(): Sources | undefined {
  if (!existsSync(`${root}.git`)) return undefined;
  const listed = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']).split('\0');
  const present = listed.filter((path) => path !== '' && existsSync(root + path));
  const texts = present.map((path) => [path, readFileSync(root + path, 'utf8')] as const);
  return new Map(texts.map(([path, text]) => [path, text.includes('\0') ? '' : text]));
}

/** Hosts that must not be named: the public registries, and whichever one this machine installs from. */
export function registryHosts(): RegExp {
  const words = [String.raw`registry\.(?:npmjs|yarnpkg)\.`, String.raw`\bnpmmirror\.com\b`];
  const configured = process.env.npm_config_registry ?? run('npm', ['config', 'get', 'registry']).trim();
  if (URL.canParse(configured)) words.push(new URL(configured).host.replaceAll('.', String.raw`\.`));
  return new RegExp(words.join('|'), 'gi');
}

// Folders of somebody's machine. A path in a URL has a host before it and is none.
const machinePaths = /(?<![\w.:/~-])\/(?:work|root|home\/[a-z]\w*|Users\/\w+|tmp\/[a-z]\w*)\/[\w.]/g;

/** What would tie the repository to the machine on which it was written. */
export function checkRepository(files: Sources, hosts: RegExp): string[] {
  return [...files].flatMap(([path, text]) => [
    ...[...text.matchAll(machinePaths)].map(
      ({ index, 0: found }) => `${path}:${lineOf(text, index)}: the path of a machine: ${found}`,
    ),
    ...[...text.matchAll(hosts)].map(({ index }) => `${path}:${lineOf(text, index)}: the host of a package registry`),
    ...(path === 'package-lock.json' && /"resolved": "https?:/.test(text)
      ? [`${path}: has download addresses; run: node scripts/repair-lock.cjs`]
      : []),
    ...(path.split('/').at(-1) === '.npmrc' ? [`${path}: belongs to a machine, not to the repository`] : []),
  ]);
}
