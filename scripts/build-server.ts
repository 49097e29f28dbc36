// The server: src/ and the libraries that it loads become a few files in dist/server, which start in half the time of the
// thousand that they are made of. With --if-stale only when the source has changed since: `npm start` and `npm test` ask
// before they begin.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { root } from './run-program.ts';
import { writeNotices } from './third-party-notices.ts';

const { findBuiltServer } = createRequire(import.meta.url)('../bin/find-server.cjs') as {
  findBuiltServer(root: string): string | undefined;
};

const output = join(root, 'dist', 'server');
const entries = { main: 'src/cli/main.ts', 'search-worker': 'src/storage/sqlite/search-worker.ts' };
/** Stay packages: they read files of their own, or not everybody installs them. */
const external = ['@scalar/fastify-api-reference', 'emulate', 'oidc-provider', 'openid-client', 'pg-native'];
/** Milliseconds for which a server that runs may still load what it began with. */
const kept = 24 * 3_600_000;

const notices: Plugin = {
  name: 'third-party-notices',
  generateBundle(_options, bundle) {
    const ids = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: writeNotices(ids) });
  },
};

async function bundle(outDir: string): Promise<void> {
  // Loaded when there is something to build: it takes longer to load than looking.
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    plugins: [notices],
    ssr: { noExternal: true, external, target: 'node' },
    build: {
      ssr: true,
      outDir,
      target: 'node24',
      // Stack traces must name our functions.
      minify: false,
      rolldownOptions: {
        input: entries,
        // Libraries that must be loaded in the order in which they are named are.
        output: {
          format: 'esm',
          strictExecutionOrder: true,
          entryFileNames: '[name].mjs',
          chunkFileNames: '[name]-[hash].mjs',
        },
      },
    },
  });
}

/** V8 keeps a file with a single character outside Latin-1 at two bytes a character, for as long as the process runs. */
function escapeBeyondAscii(folder: string): void {
  // A character that a backslash stands before, which it does not need, loses it.
  const inAscii = (_found: string, slashes: string, unit: string) =>
    `${slashes.slice(slashes.length % 2)}\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.mjs'))) {
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/(\\*)([^\0-\x7f])/g, inAscii));
  }
}

/** The entries last: what they load is there before them. */
function moveInto(from: string, began: Date): void {
  mkdirSync(output, { recursive: true });
  for (const name of readdirSync(output))
    if (statSync(join(output, name)).mtimeMs < began.getTime() - kept) rmSync(join(output, name));
  const isEntry = (name: string) => Number(name.replace(/\.mjs$/, '') in entries);
  for (const name of readdirSync(from).sort((a, b) => isEntry(a) - isEntry(b))) {
    // What the source says now is what it said when reading began (bin/find-server.cjs compares).
    if (isEntry(name)) utimesSync(join(from, name), began, began);
    renameSync(join(from, name), join(output, name));
  }
}

if (!process.argv.includes('--if-stale') || findBuiltServer(root) === undefined) {
  const began = new Date();
  mkdirSync(join(root, 'dist'), { recursive: true });
  // Beside the old output until it is whole: a server that starts meanwhile must not meet half of it.
  const fresh = mkdtempSync(join(root, 'dist', 'server-'));
  try {
    await bundle(fresh);
    escapeBeyondAscii(fresh);
    moveInto(fresh, began);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  console.log(`built dist/server/ (${((Date.now() - began.getTime()) / 1000).toFixed(1)} s)`);
}
