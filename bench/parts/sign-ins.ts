import { signInWhile } from '../load/sign-ins.ts';
import { showProgress } from '../measure/progress.ts';
import { interleave } from '../measure/rounds.ts';
import { startServer } from '../measure/server-process.ts';
import { median } from '../measure/statistics.ts';
import { count, oneDigit, twoDigits, withSpread } from '../report/numbers.ts';
import { type RunningBroker, startBroker } from '../world/start-broker.ts';
import type { Part } from './part.ts';

/** Sign-ins before the first round. */
const warmUp = 3_000;
/** Signatures of processor time that a sign-in may cost. */
const target = 10;
/** How much dearer the largest table may be than the smallest before it counts as growth and not as noise. */
const noise = 1.15;

interface Measurement {
  readonly rate: number;
  /** Microseconds of the broker's processor time. */
  readonly cost: number;
  /** The same in signatures, measured on the same processor just before. */
  readonly signatures: number;
}

async function measureSignature(): Promise<number> {
  const signer = await startServer({ program: 'signatures.ts' });
  await signer.stop();
  return Number(signer.details.microseconds);
}

async function measure(broker: RunningBroker, users: number, seconds: number): Promise<Measurement> {
  const signature = await measureSignature();
  const before = await broker.usage();
  const until = performance.now() + seconds * 1000;
  const done = await signInWhile(broker.url, users, () => performance.now() < until);
  const cost = ((await broker.usage()).cpu - before.cpu) / done;
  return { rate: done / seconds, cost, signatures: cost / signature };
}

/** (c) Whole sign-ins of users that are in the table already, by the size of the table. */
export const measureSignIns: Part = async ({ options, worlds }) => {
  const { sizes, seconds, rounds, warm } = options;
  const brokers: RunningBroker[] = [];
  const contenders = [];
  for (const size of sizes) {
    const broker = await startBroker(worlds.get(size)!, options.profile);
    brokers.push(broker);
    showProgress(`(c) sign-ins: warming up ${count(size)} users`);
    await signInWhile(broker.url, size, (done) => done < (warm ? warmUp : 1));
    contenders.push({ name: `${count(size)} users`, measure: () => measure(broker, size, seconds) });
  }
  const measured = await interleave('(c) sign-ins', contenders, rounds);
  await Promise.all(brokers.map((broker) => broker.stop()));
  const costs = [...measured.values()].map((values) => values.map(({ signatures }) => signatures));
  const dearest = costs.reduce((a, b) => (median(a) > median(b) ? a : b));
  const growth = median(costs.at(-1)!) / median(costs[0]!);
  return {
    title: '(c) Whole sign-ins: /authorize, the IdP, the callback, code and PKCE verifier for tokens',
    figures: [
      {
        what: '(c) broker CPU of a sign-in, in RS256 signatures, at the dearest size of the table',
        measured: withSpread(dearest, oneDigit),
        target: `≤ ${target}`,
        holds: median(dearest) <= target,
      },
      {
        what: `(c) the same with ${count(sizes.at(-1)!)} users, of that with ${count(sizes[0]!)}`,
        measured: twoDigits(growth),
        target: `≤ ${noise} (flat within noise)`,
        holds: growth <= noise,
      },
    ],
    columns: ['users in the table', 'sign-ins a second', 'broker CPU each', 'in RS256 signatures'],
    rows: [...measured].map(([name, values]) => [
      name,
      withSpread(
        values.map(({ rate }) => rate),
        count,
      ),
      withSpread(
        values.map(({ cost }) => cost / 1000),
        (value) => `${twoDigits(value)} ms`,
      ),
      withSpread(
        values.map(({ signatures }) => signatures),
        oneDigit,
      ),
    ]),
  };
};
