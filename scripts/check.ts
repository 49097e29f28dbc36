// npm run check: types, lint, format, architecture, generated files.
import { checks, runChecks } from './checks.ts';

const { failed } = await runChecks(checks);
process.exitCode = failed === 0 ? 0 : 1;
