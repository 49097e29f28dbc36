import { showProgress } from './progress.ts';

/** One of the things that are compared. */
export interface Contender<T> {
  readonly name: string;
  measure(): Promise<T>;
}

/**
 * Measures all contenders once a round, each round starting with another one, so that a slow minute of the machine or
 * the place in the order favours nobody. Gives the measurements by name, in the order of the rounds.
 */
export async function interleave<T>(
  title: string,
  contenders: readonly Contender<T>[],
  rounds: number,
): Promise<Map<string, T[]>> {
  const measured = new Map<string, T[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % contenders.length;
    const order = [...contenders.slice(first), ...contenders.slice(0, first)];
    for (const { name, measure } of order) {
      showProgress(`${title}: round ${round + 1} of ${rounds}, ${name}`);
      measured.get(name)!.push(await measure());
    }
  }
  return measured;
}
