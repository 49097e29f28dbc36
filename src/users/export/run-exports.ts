import { setImmediate } from 'node:timers/promises';
import { ValetkeyError } from '../../base/index.ts';
import {
  type ClaimedJob,
  claimJob,
  countUsersOf,
  deleteJobParts,
  finishJob,
  hasDueJob,
  insertJobPart,
  listUsersAfter,
  releaseJob,
  saveJobProgress,
  saveJobTotal,
} from '../../storage/index.ts';
import type { Vault } from '../../vault/index.ts';
import { presentUsers } from '../read-users.ts';
import type { ExportWish } from './export-wish.ts';
import { sealPart } from './parts.ts';
import { writeHead, writeUsers } from './write-users.ts';

/** Milliseconds: far longer than a page takes; a node that died is followed by another after this. */
const leaseLength = 60_000;
/** Milliseconds between two tries at a page. */
const pause = 5_000;
const mostAttempts = 5;
/** Users of one part: so few that nothing else waits long while they are read. */
const pageSize = 200;
/** Milliseconds that a file is kept, as in Auth0. */
const keptFor = 86_400_000;

type Page = Pick<ClaimedJob, 'place' | 'parts' | 'done'>;

/** Writes the next part with the place that it leads to, in one commit. Undefined when there is no more, or it is another's. */
async function writePage(vault: Vault, job: ClaimedJob, page: Page): Promise<Page | undefined> {
  const { tenant } = vault;
  const wish = job.wish as ExportWish;
  const limit = Math.min(pageSize, (wish.limit ?? Number.MAX_SAFE_INTEGER) - page.done);
  const walk = { connectionId: wish.connectionId };
  const records = limit === 0 ? [] : await listUsersAfter(tenant.store.db, walk, { after: page.place, limit });
  const head = page.parts === 0 ? writeHead(wish) : '';
  if (records.length === 0 && head === '') return undefined;
  // Without a proof: tokens are not even read.
  const users = await presentUsers(vault, records, undefined);
  const part = await sealPart(tenant, { jobId: job.jobId, number: page.parts }, head + writeUsers(wish, users));
  const next = {
    place: records.at(-1)?.userId ?? page.place,
    parts: page.parts + 1,
    done: page.done + records.length,
  };
  const leasedUntil = tenant.clock.now() + leaseLength;
  const kept = await tenant.store.transaction(async (db) => {
    const isOurs = await saveJobProgress(db, job, { ...next, place: next.place ?? '', leasedUntil });
    if (isOurs) await insertJobPart(db, part);
    return isOurs;
  });
  return kept && records.length > 0 ? next : undefined;
}

async function exportAll(vault: Vault, job: ClaimedJob, signal: AbortSignal): Promise<void> {
  const { store, clock } = vault.tenant;
  const wish = job.wish as ExportWish;
  if (job.total === undefined) {
    const found = await countUsersOf(store.db, { connectionId: wish.connectionId });
    await saveJobTotal(store.db, job, Math.min(found, wish.limit ?? found));
  }
  let page: Page | undefined = job;
  while (page) {
    if (signal.aborted) return releaseJob(store.db, job, clock.now());
    page = await writePage(vault, job, page);
    await setImmediate();
  }
  const at = clock.now();
  await finishJob(store.db, job, { status: 'completed', at, expiresAt: at + keptFor });
}

/** A try failed: another node, or this one a little later, goes on where it stood. */
async function giveBack(vault: Vault, job: ClaimedJob, error: unknown): Promise<void> {
  const { store, clock } = vault.tenant;
  const at = clock.now();
  if (job.attempts < mostAttempts) return releaseJob(store.db, job, at + pause);
  const code = error instanceof ValetkeyError ? error.code : 'server_error';
  const statusDetails = `Users could not be read after several tries (${code}).`;
  await store.transaction(async (db) => {
    const ended = await finishJob(db, job, { status: 'failed', statusDetails, at, expiresAt: at + keptFor });
    if (ended) await deleteJobParts(db, job.jobId);
  });
}

/**
 * Does the exports that are waiting, one after another. Any node may do any of them; one that dies is followed by
 * another, which goes on after the last part that is written.
 * @throws what made an export fail, for the log
 */
export async function runExports(vault: Vault, signal: AbortSignal): Promise<void> {
  const { store, clock, ids } = vault.tenant;
  while (!signal.aborted && (await hasDueJob(store.db, clock.now()))) {
    const job = await claimJob(store.db, { lease: ids.token(16), now: clock.now(), length: leaseLength });
    if (!job) return;
    try {
      await exportAll(vault, job, signal);
    } catch (error) {
      await giveBack(vault, job, error);
      throw error;
    }
  }
}
