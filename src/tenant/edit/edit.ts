import { ValetkeyError } from '../../base/index.ts';
import type { Db } from '../../storage/index.ts';
import { changeConfiguration } from '../change-configuration.ts';
import { createReport, type Report } from '../changes/report.ts';
import type { Run } from '../changes/run.ts';
import type { Tenant } from '../tenant.ts';

/** The tenant, and what is wrong with an address that this server would call. */
export interface Editor {
  readonly tenant: Tenant;
  checkUrl(url: string): string | undefined;
  /** Told what to beware of in what was written, as the tenant file tells it. */
  warn?(text: string): void;
}

/** @throws {ValetkeyError} `invalid_body` with the first problem, in Auth0's form (auth0-wire section 1.7) */
export function refuseProblems({ problems }: Report): void {
  const [problem] = problems;
  if (!problem) return;
  const on = problem.path === '' ? '' : ` on property ${problem.path}`;
  throw new ValetkeyError('invalid_body', { description: `Payload validation error: '${problem.text}'${on}.` });
}

/**
 * Changes the configuration as the tenant file does: by the same checks, in one transaction, seen by every node within
 * a second. Nothing is written when there is a problem.
 */
export async function edit<T>({ tenant, checkUrl, warn }: Editor, work: (run: Run) => Promise<T>): Promise<T> {
  let warnings: readonly string[] = [];
  const done = await changeConfiguration(tenant, async (db: Db) => {
    const report = createReport(() => undefined);
    const run: Run = { tenant, db, report, changes: [], generatedSecrets: [], checkUrl };
    const outcome = await work(run);
    refuseProblems(report);
    // Of the attempt that was kept: the store may run the transaction more than once.
    ({ warnings } = report);
    return outcome;
  });
  for (const text of warnings) warn?.(text);
  return done;
}
