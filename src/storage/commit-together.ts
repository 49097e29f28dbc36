import type { CompiledQuery } from 'kysely';

/** A statement that was compiled beforehand. */
export interface Write {
  readonly query: CompiledQuery;
  /** How many rows it must change; another number means that somebody wrote in between. */
  readonly rows?: number;
}

/** Of a `WriteConflict`. */
export const wroteInBetween = 'another process wrote in between';
