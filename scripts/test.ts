// npm test: the checks, then every test. npm test -- tests/vault -t 'V-03': a part, as vitest takes it.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks, runChecks } from './checks.ts';
import { countTests, formatCounts, type TestReport } from './count-tests.ts';
import { useMemoryFolder } from './memory-folder.ts';
import { runNode, tools } from './run-program.ts';

/** Vitest in the foreground; the counts come from its own report, not from its output. */
async function runTests(filters: readonly string[]) {
  const memory = useMemoryFolder();
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-report-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { exitCode } = await runNode([tools.vitest, 'run', ...reporters, ...filters], 'show');
    const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as TestReport) : undefined;
    return countTests(report, exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    memory.remove();
  }
}

/** A test that did not run must not look like one that passed. */
function missingParts(): string[] {
  const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
  return [
    ...(process.env.TEST_DATABASE_URL
      ? []
      : [
          'Not tested on PostgreSQL: set TEST_DATABASE_URL, e.g. postgres://postgres@127.0.0.1:5432/postgres, to a server on which databases may be made.',
        ]),
    ...(existsSync(chromium)
      ? []
      : [`Not tested in a browser: there is no ${chromium}; install Chromium, or set CHROMIUM_PATH to one.`]),
  ];
}

const given = process.argv.slice(2);
const filters = given.filter((argument) => argument !== '--no-check');
const checked = given.length === 0;
// The architecture test is among the tests.
const outcome = checked
  ? await runChecks(checks.filter(({ name }) => name !== 'architecture'))
  : { passed: 0, failed: 0 };
const tests = await runTests(filters);
const counts = {
  passed: tests.passed + outcome.passed,
  failed: tests.failed + outcome.failed,
  skipped: tests.skipped,
};
if (outcome.failed > 0) console.log(`${outcome.failed} of the checks failed: see above, or npm run check.`);
if (filters.length === 0) for (const sentence of missingParts()) console.log(sentence);
if (tests.passed + tests.failed === 0) console.log('No test ran.');
console.log(formatCounts(counts));
process.exitCode = counts.failed === 0 && tests.passed > 0 ? 0 : 1;
