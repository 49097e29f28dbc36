import { refuseQuery } from './refuse-query.ts';

/** What a date of a query covers: a day, a month or a year when no more is said. Milliseconds, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const form =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/;
const minute = 60_000;
/** By how many parts of the form are there. */
const lengths = { 3: 24 * 60 * minute, 5: minute, 6: 1_000, 7: 1 } as Readonly<Record<number, number>>;

/**
 * Reads `2024`, `2024-05`, `2024-05-17`, a time of ISO 8601 (UTC unless it says so), or milliseconds since 1970.
 * @throws {ValetkeyError} `invalid_query_string`
 */
export function readDate(text: string): Span {
  if (/^\d{11,14}$/.test(text)) return { start: Number(text), end: Number(text) + 1 };
  const parts = form.exec(text);
  if (!parts) throw refuseQuery(`${text.slice(0, 40)} is no date: expected 2024-05-17 or 2024-05-17T09:30:00.000Z`);
  const [, year = '', month = '01', day = '01', hour = '00', minutes = '00', seconds = '00', fraction = '0'] = parts;
  const zone = parts[8] ?? 'Z';
  const iso = `${year}-${month}-${day}T${hour}:${minutes}:${seconds}.${fraction.padEnd(3, '0')}${zone}`;
  const start = Date.parse(iso);
  // Date.parse makes the first of March of the thirtieth of February.
  const exists = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if (Number.isNaN(start) || !exists) throw refuseQuery(`${text.slice(0, 40)} is no date`);
  if (!parts[2]) return { start, end: Date.UTC(Number(year) + 1, 0, 1) };
  if (!parts[3]) return { start, end: Date.UTC(Number(year), Number(month), 1) };
  const given = parts.slice(1, 8).filter((part) => part !== undefined).length;
  return { start, end: start + (lengths[given] ?? 1) };
}
