function codeOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  return 'errcode' in error ? error.errcode : 'code' in error ? error.code : undefined;
}

const writeConflict = 'write_conflict';
/** SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, and PostgreSQL's unique_violation. */
const uniqueViolations = new Set<unknown>([1555, 2067, '23505']);
/**
 * Ours, and PostgreSQL's serialization_failure and deadlock_detected: the same work may succeed when done again. So may
 * what met a plan from before a migration (feature_not_supported): the next try is planned anew.
 */
const passing = new Set<unknown>([writeConflict, '40001', '40P01', '0A000']);

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

/** Without these nothing can be asked of the database, though there is nothing wrong with the question. */
const awayCodes = new Set<unknown>([
  // Nobody there, or not any more.
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  // PostgreSQL: shut down, crashed, starting, turned into a standby; no connection, memory or disk left; I/O error.
  ...['57P01', '57P02', '57P03', '57P05', '25006', '53000', '53100', '53200', '53300', '53400', '58000', '58030'],
]);
/** SQLITE_BUSY, LOCKED, NOMEM, IOERR, FULL, CANTOPEN: held by others too long, or the disk does not do its part. */
const awaySqliteCodes = new Set([5, 6, 7, 10, 13, 14]);
/** `pg` and its pool have no codes for these. */
const awayMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

/**
 * True when the database could not be reached or could not work: the same question may be answered a moment later.
 * Whether a write that met this was done is not known.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if ('errcode' in error) return awaySqliteCodes.has(Number(code) & 0xff);
  // Class 08: connection exceptions.
  if (typeof code === 'string' && /^08\w{3}$/.test(code)) return true;
  return awayCodes.has(code) || awayMessages.test(error.message);
}
