import type { Clock } from '../base/index.ts';
import { findConfigurationVersion, type Store } from '../storage/index.ts';

/** Milliseconds after which every node knows of a change. */
const longestStaleness = 1000;
/** Milliseconds for which configuration is believed without a look at its version. */
const believedFor = longestStaleness / 2;
const capacity = 20_000;

/** Configuration in memory. Every node sees a change, whoever made it, within a second. */
export interface ConfigurationCache {
  /** The cached value of this key, or what `load` gives; undefined is cached too. */
  read<T>(key: string, load: () => Promise<T>): Promise<T>;
  /** Forgets everything: for the process that made a change. */
  clear(): void;
}

export function createConfigurationCache(store: Store, clock: Clock): ConfigurationCache {
  const entries = new Map<string, unknown>();
  let version = -1;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | undefined;

  async function check(): Promise<void> {
    const found = await findConfigurationVersion(store.db);
    if (found !== version) entries.clear();
    version = found;
    checkedAt = clock.now();
  }

  async function checkOnce(): Promise<void> {
    checking ??= check().finally(() => {
      checking = undefined;
    });
    await checking;
  }

  return {
    async read<T>(key: string, load: () => Promise<T>): Promise<T> {
      const age = clock.now() - checkedAt;
      // A clock that was set back must not keep old configuration alive.
      if (age >= believedFor || age < 0) await checkOnce();
      if (entries.has(key)) return entries.get(key) as T;
      const loadedUnder = version;
      const value = await load();
      if (loadedUnder === version) {
        if (entries.size >= capacity) entries.clear();
        entries.set(key, value);
      }
      return value;
    },
    clear() {
      entries.clear();
      version = -1;
      checkedAt = Number.NEGATIVE_INFINITY;
    },
  };
}
