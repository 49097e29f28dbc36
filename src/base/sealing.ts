import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { ValetkeyError } from './errors.ts';
import { type KeyEncryptionKey, type Keyring, keyBytes } from './keyring.ts';

/**
 * What a sealed value belongs to (tenant, user, connection, kind, version, ...). It is authenticated, not stored:
 * a value copied to another place does not open there.
 */
export type SealContext = readonly string[];

const formatVersion = 1;
const algorithmAes256Gcm = 1;
const header = Buffer.from([formatVersion, algorithmAes256Gcm]);
const keyIdBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const boxOverhead = nonceBytes + tagBytes;
/** Bytes of a wrapped data key: header, key id, nonce, key, tag. */
export const wrappedKeyBytes = header.length + keyIdBytes + boxOverhead + keyBytes;

/** Length before text, so that ['ab','c'] and ['a','bc'] differ. */
function encodeContext(context: SealContext): Buffer {
  return Buffer.from(context.map((part) => `${Buffer.byteLength(part)}:${part}`).join(''));
}

function encrypt(key: KeyObject, authenticated: Uint8Array, plaintext: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(authenticated);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, authenticated: Uint8Array, box: Uint8Array): Buffer {
  if (box.length < boxOverhead) throw new ValetkeyError('sealed_value_damaged');
  // Node accepts shorter tags unless the length is fixed here (NIST SP 800-38D appendix C).
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(authenticated);
  decipher.setAuthTag(box.subarray(box.length - tagBytes));
  try {
    const plaintext = decipher.update(box.subarray(nonceBytes, box.length - tagBytes));
    // Gives no more bytes with GCM: it checks the tag.
    decipher.final();
    return plaintext;
  } catch (cause) {
    throw new ValetkeyError('sealed_value_damaged', { cause });
  }
}

function readHeader(sealed: Uint8Array): void {
  if (sealed.length < header.length || sealed[0] !== formatVersion || sealed[1] !== algorithmAes256Gcm) {
    throw new ValetkeyError('sealed_value_damaged', { detail: 'unknown format or algorithm' });
  }
}

/** Takes the bytes over and wipes them. A cipher takes a key object ten times as fast as bytes, which it has to inspect. */
function toDataKey(bytes: Uint8Array): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

function wrap(wrappingKey: KeyEncryptionKey, context: SealContext, bytes: Uint8Array): Buffer {
  const head = Buffer.concat([header, Buffer.from(wrappingKey.id, 'hex')]);
  const authenticated = Buffer.concat([head, encodeContext(context)]);
  return Buffer.concat([head, encrypt(wrappingKey.key, authenticated, bytes)]);
}

function unwrap(keyring: Keyring, context: SealContext, wrapped: Uint8Array): Buffer {
  const id = wrappingKeyId(wrapped);
  const wrappingKey = keyring.find(id);
  if (!wrappingKey) throw new ValetkeyError('key_unknown', { detail: `key ${id}` });
  const headBytes = header.length + keyIdBytes;
  const authenticated = Buffer.concat([wrapped.subarray(0, headBytes), encodeContext(context)]);
  return decrypt(wrappingKey.key, authenticated, wrapped.subarray(headBytes));
}

/** A fresh data key in clear, and wrapped by the current key-encryption key: the wrapped one is stored. */
export function createDataKey(keyring: Keyring, context: SealContext): { key: KeyObject; wrapped: Buffer } {
  const { current } = keyring;
  const bytes = randomBytes(keyBytes);
  const wrapped = wrap(current, context, bytes);
  keyring.countUse(current.id);
  return { key: toDataKey(bytes), wrapped };
}

/** Which key-encryption key wrapped this data key, or the one that stands in front of a sealed value. */
export function wrappingKeyId(wrapped: Uint8Array): string {
  readHeader(wrapped);
  return Buffer.from(wrapped.subarray(header.length, header.length + keyIdBytes)).toString('hex');
}

/** @throws {ValetkeyError} `sealed_value_damaged`, or `key_unknown` when the keyring lacks the key. */
export function unwrapDataKey(keyring: Keyring, context: SealContext, wrapped: Uint8Array): KeyObject {
  return toDataKey(unwrap(keyring, context, wrapped));
}

/**
 * The same data key, wrapped by the current key-encryption key: of a wrapped data key, or of a sealed value, whose
 * text stays as it is and is not opened.
 * @throws {ValetkeyError} `sealed_value_damaged`, or `key_unknown` when the keyring lacks the key.
 */
export function rewrap(keyring: Keyring, context: SealContext, sealed: Uint8Array): Buffer {
  const { current } = keyring;
  const bytes = unwrap(keyring, context, sealed.subarray(0, wrappedKeyBytes));
  const wrapped = wrap(current, context, bytes);
  bytes.fill(0);
  keyring.countUse(current.id);
  return Buffer.concat([wrapped, sealed.subarray(wrappedKeyBytes)]);
}

/** Seals under a data key: header, nonce, ciphertext, tag. */
export function sealWithDataKey(key: KeyObject, context: SealContext, plaintext: string): Buffer {
  const authenticated = Buffer.concat([header, encodeContext(context)]);
  return Buffer.concat([header, encrypt(key, authenticated, Buffer.from(plaintext))]);
}

/** @throws {ValetkeyError} `sealed_value_damaged` for anything but the value sealed with this key and context. */
export function openWithDataKey(key: KeyObject, context: SealContext, sealed: Uint8Array): string {
  readHeader(sealed);
  const authenticated = Buffer.concat([sealed.subarray(0, header.length), encodeContext(context)]);
  return decrypt(key, authenticated, sealed.subarray(header.length)).toString();
}

/** Seals one value with a data key of its own: the wrapped key stands in front. */
export function seal(keyring: Keyring, context: SealContext, plaintext: string): Buffer {
  const { key, wrapped } = createDataKey(keyring, context);
  return Buffer.concat([wrapped, sealWithDataKey(key, context, plaintext)]);
}

/** @throws {ValetkeyError} `sealed_value_damaged` or `key_unknown`. */
export function open(keyring: Keyring, context: SealContext, sealed: Uint8Array): string {
  const key = unwrapDataKey(keyring, context, sealed.subarray(0, wrappedKeyBytes));
  return openWithDataKey(key, context, sealed.subarray(wrappedKeyBytes));
}
