/** The part of vitest's JSON report that is counted here. */
export interface TestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts tests. A file that failed without a failed test of its own (it could not be loaded, a hook threw) is one
 * failure, and so is a run that says it failed and shows no failure, or that has no report.
 */
export function countTests(report: TestReport | undefined, exitCode: number): Counts {
  const files = report?.testResults ?? [];
  const statuses = files.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const count = (status: string) => statuses.filter((found) => found === status).length;
  const passed = count('passed');
  const brokenFiles = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  const failed = count('failed') + brokenFiles;
  const silentFailure = failed === 0 && (exitCode !== 0 || report === undefined);
  return {
    passed,
    failed: silentFailure ? 1 : failed,
    skipped: statuses.length - passed - count('failed'),
  };
}

/** The plain last line of a run. */
export function formatCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
