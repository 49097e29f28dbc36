import type { Readable } from 'node:stream';
import { equalSecrets, ValetkeyError } from '../../base/index.ts';
import { findJob, type JobRecord, spendId } from '../../storage/index.ts';
import type { Tenant } from '../../tenant/index.ts';
import type { ExportWish } from './export-wish.ts';
import { streamFile } from './parts.ts';

/** Milliseconds, as in Auth0. */
const goodFor = 60_000;

function prove({ hash }: Tenant, claim: string): string {
  return hash('job-download', claim);
}

/** What opens the file of a job once, within a minute. Nothing is kept of it: it carries its own proof. */
export function issueTicket(tenant: Tenant, { jobId }: JobRecord): string {
  const claim = `${jobId}.${tenant.clock.now() + goodFor}.${tenant.ids.token(16)}`;
  return `${claim}.${prove(tenant, claim)}`;
}

export interface Download {
  readonly jobId: string;
  readonly format: ExportWish['format'];
  /** Gzip. */
  readonly file: Readable;
}

/**
 * The file that a ticket opens; the ticket is spent by it.
 * @throws {ValetkeyError} `inexistent_download` for a ticket that is spent, too old, or not ours
 */
export async function openDownload(tenant: Tenant, ticket: string): Promise<Download> {
  const [claim = '', proof = ''] = ticket.split(/\.(?=[^.]*$)/);
  const [jobId = '', end = ''] = claim.split('.');
  const now = tenant.clock.now();
  const isGood = equalSecrets(prove(tenant, claim), proof) && Number(end) > now;
  const job = isGood ? await findJob(tenant.store.db, jobId, now) : undefined;
  if (job?.status !== 'completed' || !(await spendId(tenant.store.db, proof, Number(end)))) {
    throw new ValetkeyError('inexistent_download');
  }
  return { jobId, format: (job.wish as ExportWish).format, file: streamFile(tenant, job) };
}
