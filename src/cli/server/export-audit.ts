import { presentTokenRead } from '../../management-api/index.ts';
import { listLoggedReads } from '../../vault/index.ts';
import { usageFailure } from '../failure.ts';
import { printResult } from '../terminal/terminal.ts';
import { withTenant } from './with-tenant.ts';

const pageSize = 500;

/** JSON lines on stdout; the last `log_id` is where the next export goes on. */
export async function exportAudit(options: { after?: string }): Promise<void> {
  let { after } = options;
  if (after !== undefined && !/^\d+$/.test(after)) throw usageFailure('--after takes a log_id: digits');
  await withTenant(async (tenant) => {
    for (;;) {
      const page = await listLoggedReads(tenant, {}, { after, limit: pageSize });
      for (const read of page) printResult(JSON.stringify(presentTokenRead(read)));
      after = page.at(-1)?.logId;
      if (page.length < pageSize) return;
    }
  });
}
