/** What node:sqlite binds without surprises. */
export type SqliteValue = null | number | bigint | string | Uint8Array;

/**
 * node:sqlite silently takes an object for a set of named parameters and shifts the rest, so nothing else may pass.
 * @throws {TypeError} for a value that has no exact form in SQLite.
 */
export function encodeParameter(value: unknown): SqliteValue {
  if (value === null || typeof value === 'string' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new TypeError(`this cannot be a query parameter: ${Object.prototype.toString.call(value)}`);
}
