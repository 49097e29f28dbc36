import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** No holder needs longer: the one request made under the lock is cut off well before (`answerTimeoutMs`). */
const longestHoldMs = 30_000;
/** A lock without a holder's name is being written this very moment, or its writer was killed in that moment. */
const longestWriteMs = 2_000;

function createNew(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function ageMs(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? Date.now() - stats.mtimeMs : 0;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function readHolder(path: string): { host: string; pid: number } | undefined {
  const [host, pid] = readText(path).split(' ');
  return host && pid ? { host, pid: Number(pid) } : undefined;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function isAbandoned(path: string): boolean {
  const holder = readHolder(path);
  if (!holder) return ageMs(path) > longestWriteMs;
  // A process number means something on its own machine only; a home folder may be shared.
  return (holder.host === hostname() && !isRunning(holder.pid)) || ageMs(path) > longestHoldMs;
}

/**
 * Removes a lock whose holder is gone. One process at a time may do so, behind a lock of its own, and looks again
 * inside: otherwise the second of two that saw the dead lock would remove the first one's new lock.
 */
function removeAbandoned(path: string): void {
  const guard = `${path}.removal`;
  if (!createNew(guard, '')) {
    if (ageMs(guard) > longestWriteMs) rmSync(guard, { force: true });
    return;
  }
  try {
    if (isAbandoned(path)) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Tries once to be the only process in something.
 * @returns what gives the lock back, or undefined when another process has it; then ask again after a moment
 * @throws when the folder cannot be written
 */
export function tryLock(path: string): (() => void) | undefined {
  const content = `${hostname()} ${process.pid} ${randomBytes(8).toString('hex')}`;
  if (createNew(path, content)) {
    return () => {
      if (readText(path) === content) rmSync(path, { force: true });
    };
  }
  if (isAbandoned(path)) removeAbandoned(path);
  return undefined;
}
