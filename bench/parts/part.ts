import type { Options } from '../options.ts';
import type { Idp, World } from '../world/world.ts';

/** What every part works with. */
export interface Bench {
  readonly options: Options;
  /** A folder of this run alone. */
  readonly folder: string;
  readonly idp: Idp;
  /** Configured tenants by the number of their users. */
  readonly worlds: ReadonlyMap<number, World>;
}

/** One number that was promised. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly holds: boolean;
}

export interface PartReport {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type Part = (bench: Bench) => Promise<PartReport>;

/** Users in the tables of all parts but c. */
export const usualSize = 1_000;
