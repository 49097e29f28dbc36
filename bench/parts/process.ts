import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fire } from '../load/fire.ts';
import { readRequests } from '../load/read-requests.ts';
import { fetchToken, tokenRequest } from '../load/token-requests.ts';
import { interleave } from '../measure/rounds.ts';
import { median } from '../measure/statistics.ts';
import { count, megabytes, milliseconds as shownMilliseconds, withSpread } from '../report/numbers.ts';
import { startBroker } from '../world/start-broker.ts';
import { createEmptyWorld, type World } from '../world/world.ts';
import { type Bench, type Part, usualSize } from './part.ts';

const targets = { startMilliseconds: 700, idleBytes: 130_000_000 };
/** Milliseconds after the first answer at which memory is read. */
const idleAfter = 2_000;

interface Start {
  readonly milliseconds: number;
  readonly idle: number;
}

async function start(world: World): Promise<Start> {
  const broker = await startBroker(world, undefined);
  await wait(idleAfter);
  const { resident } = await broker.usage();
  await broker.stop();
  return { milliseconds: broker.startTime, idle: resident };
}

async function startFirst({ folder, idp }: Bench): Promise<Start> {
  const world = await createEmptyWorld(join(folder, 'first-start'), idp);
  const started = await start(world);
  await rm(world.folder, { recursive: true });
  return started;
}

/** Bytes after as many seconds of tokens and of reads as the other parts measure. */
async function measureLoaded({ options, worlds }: Bench): Promise<number> {
  const world = worlds.get(usualSize)!;
  const server = await startBroker(world, undefined);
  const duration = options.seconds;
  await fire({ server, connections: 16, requests: [tokenRequest(world)] }, { duration });
  const reads = readRequests(await fetchToken(server.url, world), usualSize);
  await fire({ server, connections: 32, requests: reads }, { duration });
  const { resident } = await server.usage();
  await server.stop();
  return resident;
}

/** (d) From the start of the process to its first answer, and memory. */
export const measureProcess: Part = async (bench) => {
  const names = { first: 'first start, empty database', later: `start with ${count(usualSize)} users` };
  const world = bench.worlds.get(usualSize)!;
  const starts = await interleave(
    '(d) start',
    [
      { name: names.first, measure: () => startFirst(bench) },
      { name: names.later, measure: () => start(world) },
    ],
    bench.options.rounds,
  );
  const loaded = await measureLoaded(bench);
  const shown = [...starts].map(([name, values]) => ({
    name,
    milliseconds: values.map(({ milliseconds }) => milliseconds),
    idle: values.map(({ idle }) => idle),
  }));
  const startFigures = shown.map(({ name, milliseconds }) => ({
    what: `(d) first answer, ${name}`,
    measured: withSpread(milliseconds, shownMilliseconds),
    target: `< ${targets.startMilliseconds} ms`,
    holds: median(milliseconds) < targets.startMilliseconds,
  }));
  const idle = shown.find(({ name }) => name === names.later)!.idle;
  return {
    title: '(d) Start and memory of `valetkey serve`',
    figures: [
      ...startFigures,
      {
        what: '(d) memory, idle',
        measured: withSpread(idle, megabytes),
        target: `< ${megabytes(targets.idleBytes)}`,
        holds: median(idle) < targets.idleBytes,
      },
    ],
    columns: ['start', 'first answer', 'resident memory'],
    rows: [
      ...shown.map((row) => [
        row.name,
        withSpread(row.milliseconds, shownMilliseconds),
        `${withSpread(row.idle, megabytes)} idle`,
      ]),
      ['after tokens and reads at full speed', '', megabytes(loaded)],
    ],
  };
};
