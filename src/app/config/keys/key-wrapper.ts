/**
 * A key service (KMS, HSM) that keeps one key of its own and never gives it out. It opens our key-encryption keys once,
 * when the process starts; data keys are wrapped here, with AES-GCM, so that no read waits for it.
 */
export interface KeyWrapper {
  /** For people: which key of which service. */
  readonly id: string;
  /** @throws {KeyProblem} when the service is away or refuses */
  wrap(dataKey: Uint8Array, context: string): Promise<string>;
  /** @throws {KeyProblem} when the service is away or refuses */
  unwrap(wrapped: string, context: string): Promise<Buffer>;
}

/** What the service binds our keys to, so that it does not open them for another purpose. */
export const keyContext = 'valetkey key-encryption key';
