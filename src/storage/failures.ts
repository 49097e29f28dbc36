function codeOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  return 'errcode' in error ? error.errcode : 'code' in error ? error.code : undefined;
}

const writeConflict = 'write_conflict';
/** SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, and PostgreSQL's unique_violation. */
const uniqueViolations = new Set<unknown>([1555, 2067, '23505']);
/** Ours, and PostgreSQL's serialization_failure and deadlock_detected: the same work may succeed when done again. */
const passing = new Set<unknown>([writeConflict, '40001', '40P01']);

/** Thrown when a compare-and-swap found another writer's version: `Store.transaction` does the work again. */
export class WriteConflict extends Error {
  readonly code = writeConflict;
}

export function isUniqueViolation(error: unknown): boolean {
  return uniqueViolations.has(codeOf(error));
}

export function isPassingConflict(error: unknown): boolean {
  return passing.has(codeOf(error));
}
