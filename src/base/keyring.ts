import { createHash, createSecretKey, type KeyObject } from 'node:crypto';

/** A key-encryption key. Its id is a fingerprint: telling it apart needs no table and gives nothing away. */
export interface KeyEncryptionKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys that this process holds: the first seals, all of them open. */
export interface Keyring {
  readonly current: KeyEncryptionKey;
  find(id: string): KeyEncryptionKey | undefined;
}

export const keyBytes = 32;
/** Characters of a key id: 8 bytes of the fingerprint in hex. */
export const keyIdLength = 16;

/**
 * Makes a key-encryption key of 32 bytes.
 * @throws {RangeError} when the length is not 32, or the bytes are too alike to be random.
 */
export function createKeyEncryptionKey(bytes: Uint8Array): KeyEncryptionKey {
  if (bytes.length !== keyBytes) throw new RangeError(`a key has ${keyBytes} bytes, this one has ${bytes.length}`);
  // 32 random bytes hold fewer than 16 different values once in about 10^15 keys; typed-in text and zeros often do.
  if (new Set(bytes).size < 16) throw new RangeError('the key is not random: too few different bytes');
  const id = createHash('sha256').update('valetkey key id\0').update(bytes).digest('hex').slice(0, keyIdLength);
  return { id, key: createSecretKey(bytes) };
}

export function createKeyring(current: KeyEncryptionKey, older: readonly KeyEncryptionKey[] = []): Keyring {
  const byId = new Map([current, ...older].map((key) => [key.id, key]));
  return { current, find: (id) => byId.get(id) };
}
