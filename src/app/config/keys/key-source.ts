import type { KeyEncryptionKey } from '../../../base/index.ts';

/** Where the key-encryption keys come from: asked once, when the process starts (V-24). */
export interface KeySource {
  /** The setting that chose it. */
  readonly name: string;
  /**
   * At least one key; the first is the one that seals a new database.
   * @throws {KeyProblem}
   */
  load(): Promise<readonly KeyEncryptionKey[]>;
}

/** Why there are no keys: a sentence that begins with a setting, and never holds any of what was read. */
export class KeyProblem extends Error {
  override readonly name = 'KeyProblem';
}
