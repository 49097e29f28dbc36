import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRequests } from '../load/read-requests.ts';
import { fetchToken } from '../load/token-requests.ts';
import { startServer } from '../measure/server-process.ts';
import { median } from '../measure/statistics.ts';
import { count, twoDigits, withSpread } from '../report/numbers.ts';
import { startBroker } from '../world/start-broker.ts';
import { writeWorld } from '../world/world.ts';
import { compare, compareRates, formatRates, rateColumns } from './compare-rates.ts';
import { type Part, usualSize } from './part.ts';

const connections = 32;
const warmUp = 50_000;
const target = 0.45;
const names = { valetkey: 'Valetkey', bare: 'bare node:http, same bearer check, ready bytes' };

/** What the broker answers to each request: the bytes that the bare server has ready. */
async function collectAnswers(url: string, requests: ReturnType<typeof readRequests>) {
  const answers: Record<string, string> = {};
  for (const { path, headers } of requests) {
    const response = await fetch(url + path, { headers });
    const text = await response.text();
    if (!response.ok || !text.includes('"access_token"')) throw new Error(`${path}: ${response.status} ${text}`);
    answers[path] = text;
  }
  return answers;
}

/** (b) A user with the IdP's token. */
export const measureReads: Part = async ({ options, folder, worlds }) => {
  const world = worlds.get(usualSize)!;
  const broker = await startBroker(world, options.profile);
  const requests = readRequests(await fetchToken(broker.url, world), usualSize);
  const answers = await collectAnswers(broker.url, requests);
  const answersFile = join(folder, 'answers.json');
  await writeFile(answersFile, JSON.stringify(answers), { mode: 0o600 });
  const bare = await startServer({ program: 'bare-reads.ts', arguments: [await writeWorld(world), answersFile] });
  const rates = await compareRates(
    '(b) reads',
    [
      { name: names.valetkey, server: broker, connections, requests },
      { name: names.bare, server: bare, connections, requests },
    ],
    warmUp,
    options,
  );
  await Promise.all([broker.stop(), bare.stop()]);
  const measured = compare(rates, names.valetkey, names.bare);
  const bytes = median(Object.values(answers).map((text) => Buffer.byteLength(text)));
  return {
    title: `(b) GET /api/v2/users/{id} with IdP tokens (${bytes} bytes, ${count(usualSize)} users)`,
    figures: [
      {
        what: '(b) user with IdP token, of bare node:http with the same bearer check',
        measured: withSpread(measured, twoDigits),
        target: `≥ ${target}`,
        holds: median(measured) >= target,
      },
    ],
    columns: rateColumns,
    rows: formatRates(rates, names.valetkey),
  };
};
