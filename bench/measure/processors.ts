import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Servers have one processor to themselves; load generator and IdP share the other. */
const forServers = '0';
const forLoad = '1';

export const pinning: boolean =
  process.platform === 'linux' && availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Moves this process with all its threads away from the servers. */
export function pinThisProcess(): void {
  if (pinning) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', forLoad, String(process.pid)]);
}

/** The command that runs `command` on the processor for this role. */
export function pinned(role: 'server' | 'load', command: readonly string[]): readonly string[] {
  return pinning ? ['taskset', '--cpu-list', role === 'server' ? forServers : forLoad, ...command] : command;
}
