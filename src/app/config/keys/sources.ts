import type { KeyEncryptionKey } from '../../../base/index.ts';
import { KeyProblem, type KeySource } from './key-source.ts';
import { type KeyWrapper, keyContext } from './key-wrapper.ts';
import { checkDifferent, listEntries, parseKeys, toKey } from './parse-keys.ts';
import { readPrivateFile } from './read-private-file.ts';

export function createVariableSource(setting: string, text: string): KeySource {
  return { name: setting, load: async () => parseKeys(text, setting) };
}

export function createFileSource(setting: string, path: string): KeySource {
  return { name: setting, load: async () => parseKeys(readPrivateFile(path, setting), setting) };
}

/** Keys that a key service has wrapped, one a line: worth nothing without the service, so the file may be read by others. */
export function createWrappedSource(setting: string, readText: () => string, wrapper: KeyWrapper): KeySource {
  return {
    name: setting,
    async load() {
      const entries = listEntries(readText());
      if (entries.length === 0)
        throw new KeyProblem(`${setting} must hold a wrapped key; make one with: valetkey keys generate`);
      const keys: KeyEncryptionKey[] = [];
      for (const [index, entry] of entries.entries()) {
        keys.push(toKey(await wrapper.unwrap(entry, keyContext), `${setting}, key ${index + 1}`));
      }
      return checkDifferent(keys, setting);
    },
  };
}
