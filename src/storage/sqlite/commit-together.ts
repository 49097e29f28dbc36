import { type Write, wroteInBetween } from '../commit-together.ts';
import { WriteConflict } from '../failures.ts';
import { run, type SqliteFile } from './file.ts';
import { whenFree } from './when-free.ts';

function runAll({ writing }: SqliteFile, writes: readonly Write[]): number[] {
  const { database, statements } = writing;
  try {
    const changed = writes.map(({ query, rows }) => {
      const count = Number(run(statements, query).numAffectedRows);
      if (rows !== undefined && count !== rows) throw new WriteConflict(wroteInBetween);
      return count;
    });
    database.exec('commit');
    return changed;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

/**
 * Commits without waiting for the disk and then has the system write the log of this file out, on another thread:
 * the promise is kept as with `synchronous = full`, but the process serves others meanwhile.
 */
export function createCommitTogether(file: SqliteFile): (writes: readonly Write[]) => Promise<number[]> {
  return async (writes) => {
    const { database } = file.writing;
    const release = await file.turns.acquire();
    let changed: number[];
    try {
      database.exec('pragma synchronous = normal');
      await whenFree(() => database.exec('begin immediate'));
      changed = runAll(file, writes);
    } finally {
      database.exec('pragma synchronous = full');
      release();
    }
    await file.writeOut();
    return changed;
  };
}
