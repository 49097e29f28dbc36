import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pinThisProcess } from './measure/processors.ts';
import { showProgress } from './measure/progress.ts';
import { type Options, type PartName, readOptions, usage } from './options.ts';
import { type Part, type PartReport, usualSize } from './parts/part.ts';
import { measureProcess } from './parts/process.ts';
import { measureReads } from './parts/reads.ts';
import { measureRotation } from './parts/rotation.ts';
import { measureSignIns } from './parts/sign-ins.ts';
import { measureStorm } from './parts/storm.ts';
import { measureTokens } from './parts/tokens.ts';
import { writeDocument } from './report/document.ts';
import { formatReport } from './report/report.ts';
import { createWorlds, startIdp } from './world/world.ts';

const parts: Record<PartName, Part> = {
  a: measureTokens,
  b: measureReads,
  c: measureSignIns,
  d: measureProcess,
  e: measureStorm,
  f: measureRotation,
};
/** Those that look at tables of several sizes. */
const sized: readonly PartName[] = ['c', 'f'];

async function bench(options: Options): Promise<void> {
  pinThisProcess();
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-bench-'));
  try {
    const idp = await startIdp();
    const worlds = await createWorlds(
      folder,
      idp,
      options.parts.some((name) => sized.includes(name)) ? options.sizes : [usualSize],
    );
    const reports: PartReport[] = [];
    for (const name of options.parts) reports.push(await parts[name]({ options, folder, idp, worlds }));
    await idp.stop();
    const text = formatReport(reports, options);
    process.stdout.write(`\n${text}\n`);
    if (options.write) {
      writeDocument(text);
      showProgress('written to docs/benchmarks.md');
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const options = readOptions(process.argv.slice(2));
if (options === 'help') process.stdout.write(`${usage}\n`);
else await bench(options);
