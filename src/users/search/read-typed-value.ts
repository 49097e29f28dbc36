import type { Bound, ValueTest } from '../../storage/index.ts';
import { readDate } from './read-date.ts';
import type { Ends } from './read-value.ts';
import { refuseQuery } from './refuse-query.ts';

/** The column is a 32-bit integer: beyond its ends nothing is counted. */
const largestCount = 2_147_483_647;

function readCount(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw refuseQuery(`${text.slice(0, 40)} is no whole number`);
  return Math.max(-largestCount, Math.min(largestCount, Number(text)));
}

function between(from: number, to: number): ValueTest {
  return { kind: 'range', from: { value: from, inclusive: true }, to: { value: to, inclusive: false } };
}

export function testNumber(text: string): ValueTest {
  const count = readCount(text);
  const bound: Bound = { value: count, inclusive: true };
  return { kind: 'range', from: bound, to: bound };
}

/** Everything within what the text says: `2024-05` is the whole month. */
export function testDate(text: string): ValueTest {
  const { start, end } = readDate(text);
  return between(start, end);
}

export function testFlag(text: string): ValueTest {
  if (text !== 'true' && text !== 'false') throw refuseQuery('Expected true or false');
  const bound: Bound = { value: text === 'true' ? 1 : 0, inclusive: true };
  return { kind: 'range', from: bound, to: bound };
}

type End = Ends['from'];

function dateBounds(from: End, to: End): ValueTest {
  const first = from && readDate(from.text);
  const last = to && readDate(to.text);
  return {
    kind: 'range',
    from: first && { value: from.inclusive ? first.start : first.end, inclusive: true },
    to: last && { value: to.inclusive ? last.end : last.start, inclusive: false },
  };
}

const number = /^-?\d{1,15}(\.\d{1,15})?$/;

function readBound(end: End, read: (text: string) => string | number): Bound | undefined {
  return end && { value: read(end.text), inclusive: end.inclusive };
}

/** A range as values of this type are compared; numbers of metadata as numbers, when both ends are. */
export function testRange(type: 'text' | 'date' | 'number' | 'flag' | 'term', { from, to }: Ends): ValueTest {
  if (!from && !to) return { kind: 'exists' };
  if (type === 'date') return dateBounds(from, to);
  if (type === 'flag') throw refuseQuery('true and false have no range');
  if (type === 'number') return { kind: 'range', from: readBound(from, readCount), to: readBound(to, readCount) };
  const numeric = type === 'term' && [from, to].every((end) => !end || number.test(end.text));
  const read = (text: string) => (numeric ? Number(text) : text);
  return { kind: 'range', from: readBound(from, read), to: readBound(to, read) };
}
