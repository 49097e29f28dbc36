// npm run build: src/*.ts becomes dist/*.js with declarations, and dashboard/ becomes dist/dashboard. The package ships both.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { root, runNode, tools } from './run-program.ts';

/** The compiler carries over TypeScript alone: any other file in src/ would be missing in the package. */
function findUncompiled(): string[] {
  const names = readdirSync(`${root}src`, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile() && !entry.name.endsWith('.ts')).map((entry) => entry.name);
}

rmSync(`${root}dist`, { recursive: true, force: true });
const { exitCode } = await runNode([tools.tsc, '-p', 'tsconfig.build.json'], 'show');
const uncompiled = findUncompiled();
if (uncompiled.length > 0) console.error(`not compiled, and so not in the package: ${uncompiled.join(', ')}`);
const dashboard = await runNode(['scripts/build-dashboard.ts'], 'show');
const built =
  exitCode === 0 && dashboard.exitCode === 0 && uncompiled.length === 0 && existsSync(`${root}dist/cli/main.js`);
console.log(built ? 'built dist/' : 'the build failed');
process.exitCode = built ? 0 : 1;
