import { readFileSync, statSync } from 'node:fs';
import { KeyProblem } from './key-source.ts';

/**
 * Reads a file that only its owner, who is this process, may read.
 * @throws {KeyProblem}
 */
export function readPrivateFile(path: string, setting: string): string {
  try {
    const { mode, uid } = statSync(path);
    if (process.platform !== 'win32') {
      if ((mode & 0o077) !== 0) throw new KeyProblem(`${setting} may be read by others; run chmod 600 on it`);
      const own = process.getuid?.();
      if (own !== undefined && uid !== own) throw new KeyProblem(`${setting} belongs to another user`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof KeyProblem) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new KeyProblem(`${setting} cannot be read (${code})`);
  }
}
