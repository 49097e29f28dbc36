import { createKeyEncryptionKey, type KeyEncryptionKey, keyBytes } from '../../../base/index.ts';
import { KeyProblem } from './key-source.ts';

/** What stands in a file one a line, or between commas; `#` begins a comment. */
export function listEntries(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => (line.split('#')[0] ?? '').split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Takes the bytes over and wipes them (V-18). */
export function toKey(bytes: Buffer, place: string): KeyEncryptionKey {
  try {
    return createKeyEncryptionKey(bytes);
  } catch (error) {
    throw new KeyProblem(`${place}: ${error instanceof RangeError ? error.message : 'not usable as a key'}`);
  } finally {
    bytes.fill(0);
  }
}

/** Each key once: the same one twice is a slip of whoever wanted to add another. */
export function checkDifferent(keys: readonly KeyEncryptionKey[], name: string): readonly KeyEncryptionKey[] {
  if (new Set(keys.map(({ id }) => id)).size < keys.length) throw new KeyProblem(`${name} holds the same key twice`);
  return keys;
}

/**
 * Reads keys in base64.
 * @throws {KeyProblem} that names the place of what is wrong, and none of the text
 */
export function parseKeys(text: string, name: string): readonly KeyEncryptionKey[] {
  const entries = listEntries(text);
  if (entries.length === 0) throw new KeyProblem(`${name} must hold a key: ${keyBytes} bytes in base64`);
  const keys = entries.map((entry, index) => {
    const place = entries.length === 1 ? name : `${name}, key ${index + 1}`;
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(entry)) throw new KeyProblem(`${place} must be ${keyBytes} bytes in base64`);
    return toKey(Buffer.from(entry, 'base64'), place);
  });
  return checkDifferent(keys, name);
}
