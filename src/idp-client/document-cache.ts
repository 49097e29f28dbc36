import type { Clock } from '../base/index.ts';

interface Entry<T> {
  value?: T;
  /** Milliseconds since 1970. */
  loadedAt: number;
  triedAt: number;
  flight?: Promise<T> | undefined;
}

/** Documents that IdPs publish (metadata, keys), by address. */
export interface DocumentCache<T> {
  /** At most 10 minutes old; while loading fails, the old one serves for a day. */
  get(address: string): Promise<T>;
  /** Loads again, unless that was tried within the last 30 seconds: then gives what is there. */
  renew(address: string): Promise<T>;
}

const freshFor = 10 * 60_000;
const staleFor = 24 * 3_600_000;
const coolDown = 30_000;
const maxEntries = 500;

export function createDocumentCache<T>(clock: Clock, load: (address: string) => Promise<T>): DocumentCache<T> {
  const entries = new Map<string, Entry<T>>();

  function entryOf(address: string): Entry<T> {
    const found = entries.get(address) ?? { loadedAt: Number.NEGATIVE_INFINITY, triedAt: Number.NEGATIVE_INFINITY };
    // Put last, so that the first is the one not asked for the longest.
    entries.delete(address);
    entries.set(address, found);
    if (entries.size > maxEntries) entries.delete(entries.keys().next().value ?? '');
    return found;
  }

  function reload(address: string, entry: Entry<T>): Promise<T> {
    entry.triedAt = clock.now();
    entry.flight ??= load(address)
      .then((value) => {
        entry.value = value;
        entry.loadedAt = clock.now();
        return value;
      })
      .finally(() => {
        entry.flight = undefined;
      });
    return entry.flight;
  }

  return {
    async get(address) {
      const entry = entryOf(address);
      const now = clock.now();
      const usable = entry.value !== undefined && now - entry.loadedAt < staleFor;
      if (!usable) return reload(address, entry);
      if (now - entry.loadedAt < freshFor || now - entry.triedAt < coolDown) return entry.value as T;
      return reload(address, entry).catch(() => entry.value as T);
    },
    async renew(address) {
      const entry = entryOf(address);
      if (entry.flight) return entry.flight;
      if (entry.value !== undefined && clock.now() - entry.triedAt < coolDown) return entry.value;
      return reload(address, entry);
    },
  };
}
