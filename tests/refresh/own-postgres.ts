import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../broker/index.ts';

const debian = '/usr/lib/postgresql';

/** Where this machine keeps PostgreSQL's own programs; undefined when it has none. */
export const postgresPrograms: string | undefined = existsSync(debian)
  ? readdirSync(debian)
      .map((version) => join(debian, version, 'bin'))
      .find((folder) => existsSync(join(folder, 'initdb')))
  : undefined;

/** A PostgreSQL of this test alone, which may be restarted. */
export interface OwnPostgres {
  readonly url: string;
  /** `fast` ends sessions in order; `immediate` is as if it had crashed. */
  restart(how: 'fast' | 'immediate'): void;
  remove(): void;
}

/** PostgreSQL refuses to run as root; then it runs as the user that its package made. */
function account(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'valetkey-postgres-'));
  const who = account();
  if (who.uid !== undefined) chownSync(folder, who.uid, who.gid!);
  const run = (program: string, args: readonly string[]) =>
    execFileSync(join(postgresPrograms!, program), [...args], { ...who, stdio: 'ignore', cwd: folder });
  const data = join(folder, 'data');
  const port = await freePort();
  run('initdb', ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync']);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`;
  const control = (...args: string[]) => run('pg_ctl', ['-D', data, '-o', options, '-l', join(folder, 'log'), ...args]);
  control('-w', 'start');
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: (how) => control('-w', '-m', how, 'restart'),
    remove() {
      control('-w', '-m', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
