import { get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type RunningServer, spawnServer } from '../measure/server-process.ts';
import type { World } from './world.ts';

/** Milliseconds between two looks at a server that is starting. */
const lookEvery = 2;

function isHealthy(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    get(`${url}/health`, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on('error', () => resolve(false));
  });
}

export type RunningBroker = RunningServer & {
  /** Milliseconds from the start of the process to its first answer. */
  readonly startTime: number;
};

/** The environment of `valetkey` for this world. */
export function settingsOf(world: World): Record<string, string> {
  return {
    VALETKEY_URL: `http://localhost:${world.port}`,
    VALETKEY_PORT: String(world.port),
    VALETKEY_DATABASE_URL: `sqlite:${world.folder}/valetkey.db`,
    VALETKEY_KEY: world.key,
    VALETKEY_ALLOW_PRIVATE_IDPS: 'on',
  };
}

/** `valetkey serve` on the database of this world, at the log level of production. */
export async function startBroker(world: World, profile: string | undefined): Promise<RunningBroker> {
  const started = performance.now();
  const server = spawnServer({
    program: 'bin/valetkey.cjs',
    arguments: ['serve'],
    environment: settingsOf(world),
    profile,
  });
  const url = `http://127.0.0.1:${world.port}`;
  while (!(await Promise.race([isHealthy(url), server.ended]))) await wait(lookEvery);
  return { ...server, url, startTime: performance.now() - started };
}
