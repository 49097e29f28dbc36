import { isoDate, ValetkeyError } from '../base/index.ts';
import { exportUsers, getJob, getJobErrors, type Job } from '../contract/index.ts';
import { findJob, type JobRecord } from '../storage/index.ts';
import { findConnectionById, type Tenant } from '../tenant/index.ts';
import { type ExportWish, issueTicket, startExport } from '../users/index.ts';
import { answer, type Operation, serve } from './request.ts';

async function findKnown({ store, clock }: Tenant, jobId: string): Promise<JobRecord> {
  const job = await findJob(store.db, jobId, clock.now());
  if (!job) throw new ValetkeyError('inexistent_job');
  return job;
}

async function present(tenant: Tenant, job: JobRecord): Promise<Job> {
  const { connectionId, limit, fields, format } = job.wish as ExportWish;
  const connection = connectionId === undefined ? undefined : await findConnectionById(tenant, connectionId);
  return {
    id: job.jobId,
    type: 'users_export',
    status: job.status,
    created_at: isoDate(job.createdAt),
    ...(connectionId !== undefined && { connection_id: connectionId }),
    ...(connection && { connection: connection.name }),
    format,
    ...(limit !== undefined && { limit }),
    ...(fields && { fields: [...fields] }),
  };
}

/** How far it is, and when it may be there. */
function progressOf({ status, done, total, startedAt }: JobRecord, now: number): Partial<Job> {
  if (status === 'completed') {
    const summary = { total: done, failed: 0, inserted: 0, updated: 0 };
    return { percentage_done: 100, time_left_seconds: 0, summary };
  }
  if (status !== 'processing' || !total || startedAt === undefined || done === 0) return {};
  const left = Math.max(0, total - done);
  return {
    percentage_done: Math.min(99, Math.floor((100 * done) / total)),
    time_left_seconds: Math.ceil((left * (now - startedAt)) / done / 1000),
  };
}

export const jobOperations: readonly Operation[] = [
  serve(exportUsers, async ({ vault, body }) => {
    const { connection_id: connectionId, format = 'json', limit, fields } = body;
    return answer(200, await present(vault.tenant, await startExport(vault, { connectionId, format, limit, fields })));
  }),

  serve(getJob, async ({ vault: { tenant }, params, caller }) => {
    const job = await findKnown(tenant, params.id);
    // Whoever may only create users is not given all of them.
    const isShown = job.status === 'completed' && caller.scopes.has('read:users');
    return answer(200, {
      ...(await present(tenant, job)),
      ...progressOf(job, tenant.clock.now()),
      ...(job.statusDetails !== undefined && { status_details: job.statusDetails }),
      ...(isShown && { location: `${tenant.issuer}exports/${issueTicket(tenant, job)}` }),
    });
  }),

  serve(getJobErrors, async ({ vault: { tenant }, params }) => {
    const job = await findKnown(tenant, params.id);
    if (job.status !== 'failed') return answer(204, undefined);
    const details = job.statusDetails === undefined ? {} : { status_details: job.statusDetails };
    return answer(200, { ...(await present(tenant, job)), ...details });
  }),
];
