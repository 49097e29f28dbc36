import { ValetkeyError } from '../../base/index.ts';
import { countUnfinishedJobs, findJob, insertJob, type JobRecord } from '../../storage/index.ts';
import { findConnectionById } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import type { ExportWish } from './export-wish.ts';

/** Each leaves a file for a day: a loop that ran wild must not fill the disk. */
const mostUnfinished = 2;

/** @throws {ValetkeyError} `inexistent_connection`, or `too_many_requests` while two exports are not finished */
export async function startExport({ tenant }: Vault, wish: ExportWish): Promise<JobRecord> {
  const { connectionId } = wish;
  if (connectionId !== undefined && !(await findConnectionById(tenant, connectionId))) {
    throw new ValetkeyError('inexistent_connection');
  }
  const jobId = `job_${tenant.ids.alphanumeric(16)}`;
  await tenant.store.transaction(async (db) => {
    if ((await countUnfinishedJobs(db)) >= mostUnfinished) {
      const description = `There are ${mostUnfinished} exports that are not finished. Wait for one of them.`;
      throw new ValetkeyError('too_many_requests', { description, retryAfter: 10 });
    }
    await insertJob(db, { jobId, wish, createdAt: tenant.clock.now() });
  });
  return (await findJob(tenant.store.db, jobId, tenant.clock.now()))!;
}
