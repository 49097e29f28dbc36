import type { JobTable } from './job-tables.ts';
import { fromJson, toJson } from './json.ts';
import type { Db } from './tables.ts';

export type JobStatus = JobTable['status'];

export interface JobRecord {
  jobId: string;
  status: JobStatus;
  wish: unknown;
  createdAt: number;
  startedAt: number | undefined;
  /** The last user that is in the file. */
  place: string | undefined;
  parts: number;
  done: number;
  total: number | undefined;
  statusDetails: string | undefined;
  finishedAt: number | undefined;
}

function toRecord(row: JobTable): JobRecord {
  return {
    jobId: row.job_id,
    status: row.status,
    wish: fromJson(row.wish),
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    place: row.place ?? undefined,
    parts: row.parts,
    done: row.done,
    total: row.total ?? undefined,
    statusDetails: row.status_details ?? undefined,
    finishedAt: row.finished_at ?? undefined,
  };
}

export async function insertJob(db: Db, job: Pick<JobRecord, 'jobId' | 'wish' | 'createdAt'>): Promise<void> {
  await db
    .insertInto('jobs')
    .values({
      job_id: job.jobId,
      status: 'pending',
      wish: toJson(job.wish),
      created_at: job.createdAt,
      leased_until: job.createdAt,
      attempts: 0,
      parts: 0,
      done: 0,
    })
    .execute();
}

export async function countUnfinishedJobs(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('jobs')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('status', 'in', ['pending', 'processing'])
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** A job whose time is not over. */
export async function findJob(db: Db, jobId: string, now: number): Promise<JobRecord | undefined> {
  const row = await db
    .selectFrom('jobs')
    .selectAll()
    .where('job_id', '=', jobId)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst();
  return row && toRecord(row);
}

/** A job that is this process's to do, as long as it says so again before `length` is over. */
export interface ClaimedJob extends JobRecord {
  lease: string;
  /** The number of this attempt, since the job last got on. */
  attempts: number;
}

/** Whether there is anything to do: a look that takes no lock, for all the times that there is nothing. */
export async function hasDueJob(db: Db, now: number): Promise<boolean> {
  const row = await db.selectFrom('jobs').select('job_id').where('leased_until', '<=', now).limit(1).executeTakeFirst();
  return row !== undefined;
}

/**
 * Takes a job that nobody does, the oldest first. The condition stands in the update too, where PostgreSQL looks again
 * at a row that somebody else just took.
 */
export async function claimJob(
  db: Db,
  { lease, now, length }: { lease: string; now: number; length: number },
): Promise<ClaimedJob | undefined> {
  const due = db.selectFrom('jobs').select('job_id').where('leased_until', '<=', now).orderBy('leased_until').limit(1);
  const row = await db
    .updateTable('jobs')
    .set((eb) => ({
      status: 'processing',
      lease,
      leased_until: now + length,
      attempts: eb('attempts', '+', 1),
      started_at: eb.fn.coalesce('started_at', eb.val(now)),
    }))
    .where('job_id', 'in', due)
    .where('leased_until', '<=', now)
    .returningAll()
    .executeTakeFirst();
  return row && { ...toRecord(row), lease, attempts: row.attempts };
}

type Claim = Pick<ClaimedJob, 'jobId' | 'lease'>;

/** The job got on. False when somebody else has taken it over: then nothing of it may be written. */
export async function saveJobProgress(
  db: Db,
  { jobId, lease }: Claim,
  progress: { place: string; parts: number; done: number; leasedUntil: number },
): Promise<boolean> {
  const { place, parts, done, leasedUntil } = progress;
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({ place, parts, done, leased_until: leasedUntil, attempts: 0 })
    .where('job_id', '=', jobId)
    .where('lease', '=', lease)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function saveJobTotal(db: Db, { jobId, lease }: Claim, total: number): Promise<void> {
  await db.updateTable('jobs').set({ total }).where('job_id', '=', jobId).where('lease', '=', lease).execute();
}

/** Leaves a job to whoever takes it up at that time. */
export async function releaseJob(db: Db, { jobId, lease }: Claim, leasedUntil: number): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ lease: null, leased_until: leasedUntil })
    .where('job_id', '=', jobId)
    .where('lease', '=', lease)
    .execute();
}

export interface JobEnd {
  status: 'completed' | 'failed';
  statusDetails?: string;
  at: number;
  expiresAt: number;
}

/** @returns whether it was still the claimant's to end */
export async function finishJob(db: Db, { jobId, lease }: Claim, end: JobEnd): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('jobs')
    .set({
      status: end.status,
      status_details: end.statusDetails ?? null,
      finished_at: end.at,
      expires_at: end.expiresAt,
      lease: null,
      leased_until: null,
    })
    .where('job_id', '=', jobId)
    .where('lease', '=', lease)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
