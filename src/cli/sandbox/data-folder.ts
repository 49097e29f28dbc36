import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../../app/index.ts';
import { CommandFailure } from '../failure.ts';

const keyFile = 'valetkey.key';

/** Makes the folder, and on first start the key in it; nobody else on the machine may read either. */
function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(join(folder, keyFile), `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The server's configuration for a sandbox that keeps its data in this folder. */
export async function sandboxConfig(folder: string, url: string, port: number): Promise<Config> {
  prepareFolder(folder);
  const read = await readConfig({
    VALETKEY_URL: url,
    VALETKEY_PORT: String(port),
    VALETKEY_DATABASE_URL: `sqlite:${join(folder, 'valetkey.db')}`,
    VALETKEY_KEY_FILE: join(folder, keyFile),
    VALETKEY_ALLOW_PRIVATE_IDPS: 'on',
    VALETKEY_LOG_LEVEL: 'warn',
  });
  if ('problems' in read) throw new CommandFailure(read.problems.join('\n'));
  return { ...read.config, sandbox: true };
}
