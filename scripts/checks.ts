import { runNode, tools } from './run-program.ts';

interface Check {
  readonly name: string;
  readonly args: readonly string[];
  /** What to do about it. */
  readonly remedy: string;
}

/** Everything that is held true of the source without running it. */
export const checks: readonly Check[] = [
  { name: 'types', args: [tools.tsc, '-p', '.'], remedy: 'see the lines above' },
  { name: 'types of the dashboard', args: [tools.tsc, '-p', 'dashboard'], remedy: 'see the lines above' },
  {
    name: 'lint and format',
    args: [tools.biome, 'check', '--error-on-warnings', '--colors=off', '.'],
    remedy: 'npm run format repairs most of it',
  },
  {
    name: 'architecture',
    args: [tools.vitest, 'run', 'tests/architecture', '--reporter=dot', '--no-color'],
    remedy: 'docs/architecture.md has the rules',
  },
  { name: 'generated files', args: ['scripts/generate-docs.ts', '--check'], remedy: 'npm run docs writes them anew' },
];

/** Runs them one after the other, a line for each, and goes on after a failure: one run shows every problem. */
export async function runChecks(chosen: readonly Check[]): Promise<{ passed: number; failed: number }> {
  let failed = 0;
  for (const { name, args, remedy } of chosen) {
    const began = performance.now();
    const { exitCode, output } = await runNode(args, 'keep');
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (exitCode === 0) {
      console.log(`ok    ${name} (${seconds} s)`);
      continue;
    }
    failed += 1;
    console.log(`${output.trimEnd()}\nFAIL  ${name} (${seconds} s): ${remedy}`);
  }
  return { passed: chosen.length - failed, failed };
}
