import { type Aim, fire, type Rate } from '../load/fire.ts';
import { showProgress } from '../measure/progress.ts';
import { interleave } from '../measure/rounds.ts';
import { ratios } from '../measure/statistics.ts';
import type { Options } from '../options.ts';
import { count, twoDigits, withSpread } from '../report/numbers.ts';

export type NamedAim = Aim & { readonly name: string };

/**
 * Rates of each server, round by round. Each is warmed up by a number of answers and not by time: what V8 has not seen
 * often enough it has not compiled, and on a busy machine time says nothing of that.
 */
export async function compareRates(
  title: string,
  aims: readonly NamedAim[],
  warmUp: number,
  { rounds, seconds, warm }: Options,
): Promise<Map<string, Rate[]>> {
  for (const aim of aims) {
    showProgress(`${title}: warming up ${aim.name}`);
    await fire(aim, { amount: warm ? warmUp : aim.connections });
  }
  const contenders = aims.map((aim) => ({ name: aim.name, measure: () => fire(aim, { duration: seconds }) }));
  return interleave(title, contenders, rounds);
}

export const rateColumns = ['server', 'a second', 'CPU each', 'Valetkey to it'];

/** The rows of `rateColumns`. */
export function formatRates(rates: ReadonlyMap<string, readonly Rate[]>, ours: string): string[][] {
  return [...rates].map(([name, values]) => [
    name,
    withSpread(perSecond(values), count),
    withSpread(
      values.map(({ cost }) => cost),
      (cost) => `${Math.round(cost)} µs`,
    ),
    name === ours ? '' : withSpread(compare(rates, ours, name), twoDigits),
  ]);
}

/** Our rate divided by a rival's, round by round. */
export function compare(rates: ReadonlyMap<string, readonly Rate[]>, ours: string, rival: string): number[] {
  return ratios(perSecond(rates.get(ours)!), perSecond(rates.get(rival)!));
}

function perSecond(values: readonly Rate[]): number[] {
  return values.map((rate) => rate.perSecond);
}
