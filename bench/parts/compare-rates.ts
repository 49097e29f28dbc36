import { type Fire, fire, type Rate } from '../load/fire.ts';
import { interleave } from '../measure/rounds.ts';
import { ratios } from '../measure/statistics.ts';
import type { Options } from '../options.ts';
import { count, twoDigits, withSpread } from '../report/numbers.ts';

export type Aim = Omit<Fire, 'duration'> & { readonly name: string };

/** Rates of each server, round by round; each is warm before the first round. */
export async function compareRates(
  title: string,
  aims: readonly Aim[],
  { rounds, seconds }: Options,
): Promise<Map<string, Rate[]>> {
  for (const aim of aims) await fire({ ...aim, duration: Math.ceil(seconds / 2) });
  const contenders = aims.map((aim) => ({ name: aim.name, measure: () => fire({ ...aim, duration: seconds }) }));
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
