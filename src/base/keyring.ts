import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { ValetkeyError } from './errors.ts';

/** A key-encryption key. Its id is a fingerprint: telling it apart needs no table and gives nothing away. */
export interface KeyEncryptionKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The keys that this process holds: one seals, all of them open. */
export interface Keyring {
  /** @throws {ValetkeyError} `key_unknown` while the key that shall seal is not among those held. */
  readonly current: KeyEncryptionKey;
  /** In the order in which they were given. */
  readonly keys: readonly KeyEncryptionKey[];
  find(id: string): KeyEncryptionKey | undefined;
  /** V-11: notes that the key wrapped so many data keys. */
  countUse(id: string, times?: number): void;
  /** What was noted since it was last asked, by key id. */
  takeUses(): ReadonlyMap<string, number>;
}

/** A keyring whose sealing key is chosen by somebody else, and may change at any time. */
export interface SwitchableKeyring extends Keyring {
  /** Seals with this key from now on; with one that is not held, nothing can be sealed until another is chosen. */
  choose(id: string): void;
  readonly chosenId: string;
}

export const keyBytes = 32;
/** Characters of a key id: 8 bytes of the fingerprint in hex. */
export const keyIdLength = 16;
/** V-11: random nonces of 96 bits are good for so many uses of one key (NIST SP 800-38D section 8.3). */
export const keyUseLimit = 2 ** 32;

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

/** The first key seals until another is chosen. */
export function createKeyring(current: KeyEncryptionKey, older: readonly KeyEncryptionKey[] = []): SwitchableKeyring {
  const byId = new Map([current, ...older].map((key) => [key.id, key]));
  let chosenId = current.id;
  let chosen: KeyEncryptionKey | undefined = current;
  let uses = new Map<string, number>();
  return {
    keys: [...byId.values()],
    get current() {
      if (!chosen) throw new ValetkeyError('key_unknown', { detail: `the key that seals is ${chosenId}` });
      return chosen;
    },
    get chosenId() {
      return chosenId;
    },
    choose(id) {
      chosenId = id;
      chosen = byId.get(id);
    },
    find: (id) => byId.get(id),
    countUse: (id, times = 1) => void uses.set(id, (uses.get(id) ?? 0) + times),
    takeUses() {
      const taken = uses;
      uses = new Map();
      return taken;
    },
  };
}
