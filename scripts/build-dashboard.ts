// The dashboard: dashboard/ becomes dist/dashboard, which the server serves and the package ships. With --if-stale only
// when its sources have changed since: `npm start` and `npm test` ask before they begin.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { root } from './run-program.ts';

const output = join(root, 'dist', 'dashboard');
const stamp = join(output, '.sources');
/** All that the build reads: a change of anything else leaves the output as it is. */
const sources = ['dashboard', 'src/contract', 'package-lock.json', 'scripts/build-dashboard.ts'];

function filesOf(path: string): string[] {
  if (!existsSync(join(root, path))) return [];
  if (!path.includes('.')) {
    const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  }
  return [join(root, path)];
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesOf).sort())
    hash.update(`${file.slice(root.length)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

/** Text is compressed here once, and not with every answer. */
function compress(folder: string): void {
  const names = readdirSync(join(folder, 'assets')).filter((name) => /\.(?:js|css)$/.test(name));
  for (const name of names) {
    const path = join(folder, 'assets', name);
    const text = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }));
  }
}

const hash = hashSources();
const isFresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
if (!process.argv.includes('--if-stale') || !isFresh) {
  const began = performance.now();
  if (process.argv.includes('--if-stale')) console.log('valetkey: building the dashboard (a few seconds, once) ...');
  const { build } = await import('vite');
  // Beside the old output until it is whole: a server that runs, or another build, must not meet half of it.
  const fresh = `${output}.${process.pid}`;
  await build({
    configFile: resolve(root, 'dashboard', 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: fresh },
  });
  compress(fresh);
  writeFileSync(join(fresh, '.sources'), hash);
  mkdirSync(join(root, 'dist'), { recursive: true });
  rmSync(output, { recursive: true, force: true });
  renameSync(fresh, output);
  console.log(`built dist/dashboard/ (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}
