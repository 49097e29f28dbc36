import type { Compilable } from 'kysely';

/** Runs a query that may be anybody's, within what is left of the time. */
export type BoundedRead = <R>(query: Compilable<R>) => Promise<R[]>;

export interface BoundedReads {
  run<T>(milliseconds: number, work: (read: BoundedRead) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Thrown when the time is over, or so many are waiting that it would be. */
export class OutOfTime extends Error {
  readonly code = 'out_of_time';
}

/** The time that one piece of work has, counted while a query of it runs. */
export function createBudget(milliseconds: number) {
  let left = milliseconds;
  return {
    /** @throws {OutOfTime} */
    left(): number {
      if (left < 1) throw new OutOfTime('the time for this read is over');
      return Math.ceil(left);
    },
    spend(spent: number): void {
      left -= spent;
    },
  };
}
