import { randomBytes, randomInt } from 'node:crypto';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readRequests } from '../load/read-requests.ts';
import { type Reads, readSteadily } from '../load/read-steadily.ts';
import { fetchToken } from '../load/token-requests.ts';
import { showProgress } from '../measure/progress.ts';
import { runCommand, startCommand } from '../measure/run-command.ts';
import { percentile } from '../measure/statistics.ts';
import { count, oneDigit } from '../report/numbers.ts';
import { settingsOf, startBroker } from '../world/start-broker.ts';
import { databaseOf, type World } from '../world/world.ts';
import type { Bench, Part } from './part.ts';

const perSecond = 200;
const kills = 20;
/** How much slower reads may become, at the 99th percentile. */
const target = 2;

const milliseconds = (value: number) => `${oneDigit(value)} ms`;

/** A copy of the largest world, whose server holds a second key. */
async function createRotatingWorld({ folder, worlds, options }: Bench): Promise<{ world: World; size: number }> {
  const size = options.sizes.at(-1)!;
  const source = worlds.get(size)!;
  const world = { ...source, folder: join(folder, 'rotation') };
  await mkdir(world.folder);
  await copyFile(databaseOf(source), databaseOf(world));
  return { world: { ...world, key: `${source.key},${randomBytes(32).toString('base64')}` }, size };
}

/** Rotates, killed again and again at chance moments, and once more to the end. */
async function rotateKilled(world: World): Promise<{ killed: number; seconds: number }> {
  const began = performance.now();
  let killed = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const rotation = startCommand(['keys', 'rotate'], settingsOf(world));
    await Promise.race([rotation.ended, wait(randomInt(1_000, 3_000))]);
    if (rotation.kill()) killed += 1;
    await rotation.ended;
  }
  await runCommand(['keys', 'rotate'], settingsOf(world));
  return { killed, seconds: (performance.now() - began) / 1000 };
}

/** (f) Reads while every sealed value moves to another key. */
export const measureRotation: Part = async (bench) => {
  const { world, size } = await createRotatingWorld(bench);
  const broker = await startBroker(world, bench.options.profile);
  const token = await fetchToken(broker.url, world);
  const requests = readRequests(token, size);
  const next = () => {
    const number = randomInt(size);
    return { path: requests[number]!.path, expected: `"at_${number}_` };
  };
  const read = (goOn: () => boolean) => readSteadily({ url: broker.url, token, perSecond }, next, goOn);
  const readFor = (seconds: number): Promise<Reads> => {
    const until = performance.now() + seconds * 1000;
    return read(() => performance.now() < until);
  };
  showProgress('(f) rotation: reads without it');
  await readFor(bench.options.seconds);
  const before = await readFor(bench.options.seconds * 2);
  showProgress(`(f) rotation: ${count(size)} grants, killed ${kills} times`);
  let ended = false;
  const during = read(() => !ended);
  const rotated = await rotateKilled(world);
  ended = true;
  const meanwhile = await during;
  await broker.stop();
  const [calm, busy] = [before, meanwhile].map(({ latencies }) => percentile(latencies, 99));
  const wrong = before.wrong.length + meanwhile.wrong.length;
  if (wrong > 0) throw new Error(`${wrong} reads were wrong: ${[...before.wrong, ...meanwhile.wrong][0]}`);
  const row = (name: string, { latencies }: Reads) => [
    name,
    count(latencies.length),
    milliseconds(percentile(latencies, 50)),
    milliseconds(percentile(latencies, 99)),
    milliseconds(Math.max(...latencies)),
  ];
  return {
    title: `(f) Reads at ${perSecond} a second while ${count(size)} grants move to another key (SQLite), rotation killed ${rotated.killed} times and resumed, ${Math.round(rotated.seconds)} s in all; reads that failed: ${wrong}`,
    figures: [
      {
        what: '(f) p99 of reads during rotation, of that before',
        measured: oneDigit(busy! / calm!),
        target: `≤ ${target}`,
        holds: busy! / calm! <= target,
      },
    ],
    columns: ['', 'reads', 'p50', 'p99', 'slowest'],
    rows: [row('before', before), row('during', meanwhile)],
  };
};
