import { spread } from '../measure/statistics.ts';

export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

export function twoDigits(value: number): string {
  return value.toFixed(2);
}

export function oneDigit(value: number): string {
  return value.toFixed(1);
}

export function milliseconds(value: number): string {
  return `${Math.round(value)} ms`;
}

/** Median with the lowest and highest round. */
export function withSpread(values: readonly number[], show: (value: number) => string): string {
  const { median, lowest, highest } = spread(values);
  return values.length === 1 ? show(median) : `${show(median)} (${show(lowest)}–${show(highest)})`;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
