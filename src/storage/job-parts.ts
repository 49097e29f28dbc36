import type { Db } from './tables.ts';

export interface JobPartRecord {
  jobId: string;
  /** From 0. */
  number: number;
  keyId: string;
  sealed: Uint8Array;
}

/** Names a part, and stands in what it is sealed for: no part can be put in the place of another. */
export function jobPartId({ jobId, number }: Pick<JobPartRecord, 'jobId' | 'number'>): string {
  return `${jobId}.${number}`;
}

export async function insertJobPart(db: Db, part: JobPartRecord): Promise<void> {
  await db
    .insertInto('job_parts')
    .values({
      part_id: jobPartId(part),
      job_id: part.jobId,
      number: part.number,
      key_id: part.keyId,
      sealed: part.sealed,
    })
    .execute();
}

export async function findJobPart(
  db: Db,
  part: Pick<JobPartRecord, 'jobId' | 'number'>,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('job_parts')
    .select('sealed')
    .where('part_id', '=', jobPartId(part))
    .executeTakeFirst();
  return row?.sealed;
}

/** A job that failed has no file. */
export async function deleteJobParts(db: Db, jobId: string): Promise<void> {
  await db.deleteFrom('job_parts').where('job_id', '=', jobId).execute();
}
