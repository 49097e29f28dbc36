// base owns what every room needs and nothing knows about: errors, clock, ids, hashing, sealing, redaction.
// It does no I/O and has no word of the domain.
export { type Clock, epochSeconds, isoDate, systemClock } from './clock.ts';
export { type ErrorEntry, errorCatalogue } from './error-catalogue.ts';
export { type ErrorCode, type ErrorOptions, ValetkeyError } from './errors.ts';
export { parseFormPairs } from './form-pairs.ts';
export { createHasher, equalSecrets, type HashPurpose, type HashSecret } from './hashing.ts';
export { type Ids, randomIds } from './ids.ts';
export { isTooDeep } from './json-depth.ts';
export {
  createKeyEncryptionKey,
  createKeyring,
  type KeyEncryptionKey,
  type Keyring,
  keyBytes,
  keyUseLimit,
  type SwitchableKeyring,
} from './keyring.ts';
export {
  createDataKey,
  open,
  openWithDataKey,
  rewrap,
  type SealContext,
  seal,
  sealWithDataKey,
  unwrapDataKey,
  wrappingKeyId,
} from './sealing.ts';
export { Secret, shortenSecret } from './secret.ts';
export { createTurns, type Turns } from './turns.ts';
