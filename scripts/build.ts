// npm run build: src/ becomes dist/server, and dashboard/ becomes dist/dashboard. The package ships both.
import { rmSync } from 'node:fs';
import { root, runNode } from './run-program.ts';

rmSync(`${root}dist`, { recursive: true, force: true });
const server = await runNode(['scripts/build-server.ts'], 'show');
const dashboard = await runNode(['scripts/build-dashboard.ts'], 'show');
const built = server.exitCode === 0 && dashboard.exitCode === 0;
console.log(built ? 'built dist/' : 'the build failed');
process.exitCode = built ? 0 : 1;
