import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';

const memory = '/dev/shm';
/** Bytes, for the databases, browsers and clones of a whole run. */
const enough = 3 * 1024 ** 3;

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= enough;
  } catch {
    return false;
  }
}

/**
 * A folder for temporary files that lies in memory, where there is such a thing: what tests write is waited for with
 * fsync, which took a seventh of the whole run on a disk. Whoever set TMPDIR keeps it.
 */
export function useMemoryFolder(): { remove(): void } {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return { remove() {} };
  const folder = mkdtempSync(`${memory}/valetkey-tests-`);
  // Servers of other accounts find what was given to them in it, and nothing else.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  return { remove: () => rmSync(folder, { recursive: true, force: true }) };
}
