import type { LogEntry } from '../../contract/index.ts';

/** No index knows the words of an entry: so many entries that fit the rest of a query are looked through. */
export const mostLookedThrough = 10_000;

function holdsText(value: unknown, text: string): boolean {
  if (typeof value === 'object' && value !== null)
    return Object.values(value).some((member) => holdsText(member, text));
  return value !== undefined && value !== null && String(value).toLowerCase().includes(text);
}

/** Whether each text stands in a value of the entry, however deep, in capitals or not. Names of members do not count. */
export function fitsTexts(entry: LogEntry, texts: readonly string[]): boolean {
  return texts.every((text) => holdsText(entry, text));
}

/**
 * The first entries in which the texts stand. It looks through few at first, because what is searched for is mostly
 * near, and then through more.
 * @param read the first so many entries that fit the rest of the query
 */
export async function findTexts(
  read: (limit: number) => Promise<LogEntry[]>,
  texts: readonly string[],
  limit: number,
): Promise<LogEntry[]> {
  for (
    let looked = Math.min(Math.max(500, limit), mostLookedThrough);
    ;
    looked = Math.min(looked * 5, mostLookedThrough)
  ) {
    const entries = await read(looked);
    const found = entries.filter((entry) => fitsTexts(entry, texts)).slice(0, limit);
    if (found.length === limit || entries.length < looked || looked === mostLookedThrough) return found;
  }
}
