// npm run fuzz: 100,000 generated requests over all routes, and what came of them. -- --seed N repeats a run.
import { parseArgs } from 'node:util';
import { fuzz } from '../tests/fuzz/fuzz.ts';
import { openFuzzWorld } from '../tests/fuzz/world.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, requests: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const requests = Number(values.requests ?? 100_000);
const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;

const world = await openFuzzWorld();
const began = performance.now();
const report = await fuzz({ ...world, seed, requests, onProgress: (done) => console.log(`${done} requests ...`) });
const seconds = (performance.now() - began) / 1000;
console.log(`seed ${seed}: ${requests} requests in ${seconds.toFixed(0)} s`);
console.log(`answers: ${JSON.stringify(report.statuses)}`);
console.log(`slowest: ${report.slowest.toFixed(0)} ms; slower than a second: ${report.slowerThanASecond}`);
console.log(`heap after each tenth: ${report.heap.map(megabytes).join(', ')}`);
for (const { request, outcome } of report.faults.slice(0, 20)) {
  const body = request.body?.toString().slice(0, 300) ?? '';
  console.log(
    `FAULT ${outcome}: ${request.method} ${request.path.slice(0, 300)} ${JSON.stringify(request.headers).slice(0, 300)} ${body}`,
  );
}
console.log(`${report.faults.length} faults`);
let broken = report.faults.length > 0;
try {
  await world.close();
} catch (error) {
  broken = true;
  console.log(String((error as Error).message).slice(0, 5000));
}
process.exitCode = broken ? 1 : 0;
