import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  createDataKey,
  createKeyEncryptionKey,
  createKeyring,
  open,
  openWithDataKey,
  seal,
  sealWithDataKey,
  unwrapDataKey,
  ValetkeyError,
  wrappingKeyId,
} from '../../src/base/index.ts';

const newKey = () => createKeyEncryptionKey(randomBytes(32));
const keyring = createKeyring(newKey());
const context = ['idp-token', 'tenant', 'oidc|con1|vera', 'con_1', 'https://idp.example', 'vera', 'access_token', '1'];
const text = 'at_PLAINTEXT-MARKER';

/** The code of the error that opening ends with; undefined when it opens. */
function failureOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error instanceof ValetkeyError ? error.code : `not ours: ${error}`;
  }
}

function withByte(sealed: Buffer, index: number, mask: number): Buffer {
  const changed = Buffer.from(sealed);
  changed[index]! ^= mask;
  return changed;
}

test('V-01: what was sealed opens, and the sealed bytes hold nothing of the text', () => {
  for (const sample of ['', text, 'é✓\u0000', 'x'.repeat(65_536)]) {
    const sealed = seal(keyring, context, sample);
    expect(open(keyring, context, sealed)).toBe(sample);
    if (sample !== '') expect(sealed.includes(sample)).toBe(false);
  }
});

test('V-01: in 10,000 records no nonce and no wrapped key comes twice, of the key-encryption key or of a data key', () => {
  const records = Array.from({ length: 10_000 }, () => seal(keyring, context, text));
  const { length: wrapped } = createDataKey(keyring, context).wrapped;
  const parts = (from: number, to: number) => new Set(records.map((one) => one.subarray(from, to).toString('hex')));
  // Header 2, key id 8, nonce 12 of the wrapped key; then header 2 and nonce 12 of the value.
  expect(parts(10, 22).size).toBe(10_000);
  expect(parts(10, wrapped).size).toBe(10_000);
  expect(parts(wrapped + 2, wrapped + 14).size).toBe(10_000);
  const { key } = createDataKey(keyring, context);
  const underOneKey = Array.from({ length: 10_000 }, () => sealWithDataKey(key, context, text).subarray(2, 14));
  expect(new Set(underOneKey.map((nonce) => nonce.toString('hex'))).size).toBe(10_000);
});

test('V-02, T-E13: a flipped bit in any byte of header, key id, nonce, wrapped key, text or tag is refused', () => {
  const sealed = seal(keyring, context, text);
  for (let index = 0; index < sealed.length; index += 1) {
    for (const mask of [0x01, 0x10, 0x80, 0xff]) {
      const code = failureOf(() => open(keyring, context, withByte(sealed, index, mask)));
      // A key id that we do not hold cannot be told from a damaged one.
      expect(code, `byte ${index}`).toBe(index >= 2 && index < 10 ? 'key_unknown' : 'sealed_value_damaged');
    }
  }
});

test('V-02: every format version and algorithm but the known one is refused, not guessed', () => {
  const { key, wrapped } = createDataKey(keyring, context);
  const sealed = sealWithDataKey(key, context, text);
  for (let value = 0; value < 256; value += 1) {
    for (const index of [0, 1]) {
      if (value === sealed[index]) continue;
      const changed = Buffer.from(sealed);
      changed[index] = value;
      expect(failureOf(() => openWithDataKey(key, context, changed))).toBe('sealed_value_damaged');
      const changedKey = Buffer.from(wrapped);
      changedKey[index] = value;
      expect(failureOf(() => unwrapDataKey(keyring, context, changedKey))).toBe('sealed_value_damaged');
      expect(failureOf(() => wrappingKeyId(changedKey))).toBe('sealed_value_damaged');
    }
  }
});

test('V-02: the header is authenticated: with the same key, a record made without it does not open', () => {
  const { key } = createDataKey(keyring, context);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(context.map((part) => `${Buffer.byteLength(part)}:${part}`).join('')));
  const box = Buffer.concat([Buffer.from([1, 1]), nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
  expect(failureOf(() => openWithDataKey(key, context, box))).toBe('sealed_value_damaged');
});

test('V-03: a value does not open when any one part of its context differs, or moves across a border', () => {
  const sealed = seal(keyring, context, text);
  for (let index = 0; index < context.length; index += 1) {
    const other = context.with(index, `${context[index]}x`);
    expect(
      failureOf(() => open(keyring, other, sealed)),
      `part ${index}`,
    ).toBe('sealed_value_damaged');
  }
  const shifted = seal(keyring, ['ab', 'c'], text);
  for (const other of [['a', 'bc'], ['abc'], ['ab', 'c', ''], ['c', 'ab'], ['2:ab1:c'], []]) {
    expect(
      failureOf(() => open(keyring, other, shifted)),
      other.join('|'),
    ).toBe('sealed_value_damaged');
  }
});

test('V-03: a data key of one record opens no value of another, even in the same context', () => {
  const one = seal(keyring, context, 'one');
  const two = seal(keyring, context, 'two');
  const { length: wrapped } = createDataKey(keyring, context).wrapped;
  const mixed = Buffer.concat([one.subarray(0, wrapped), two.subarray(wrapped)]);
  expect(failureOf(() => open(keyring, context, mixed))).toBe('sealed_value_damaged');
});

test('V-04: truncated tags of 0 to 15 bytes are refused, and so is every other shortened or lengthened value', () => {
  const { key } = createDataKey(keyring, context);
  const sealed = sealWithDataKey(key, context, text);
  for (let tag = 0; tag < 16; tag += 1) {
    const short = sealed.subarray(0, sealed.length - 16 + tag);
    expect(
      failureOf(() => openWithDataKey(key, context, short)),
      `tag of ${tag}`,
    ).toBe('sealed_value_damaged');
  }
  for (let length = 0; length < sealed.length; length += 1) {
    expect(failureOf(() => openWithDataKey(key, context, sealed.subarray(0, length)))).toBe('sealed_value_damaged');
  }
  const long = Buffer.concat([sealed, Buffer.from([0])]);
  expect(failureOf(() => openWithDataKey(key, context, long))).toBe('sealed_value_damaged');

  const whole = seal(keyring, context, text);
  for (let length = 0; length < whole.length; length += 1) {
    const cutKeyId = length >= 2 && length < 10;
    const code = failureOf(() => open(keyring, context, whole.subarray(0, length)));
    expect(code, `${length} bytes`).toBe(cutKeyId ? 'key_unknown' : 'sealed_value_damaged');
  }
});

test('V-04: a tag that is genuine but short is refused: 4 bytes could be guessed', () => {
  const { key } = createDataKey(keyring, context);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 4 });
  const header = Buffer.from([1, 1]);
  cipher.setAAD(
    Buffer.concat([header, Buffer.from(context.map((part) => `${Buffer.byteLength(part)}:${part}`).join(''))]),
  );
  const box = Buffer.concat([header, nonce, cipher.update('x'.repeat(40)), cipher.final(), cipher.getAuthTag()]);
  expect(failureOf(() => openWithDataKey(key, context, box))).toBe('sealed_value_damaged');
});

test('V-02: a value sealed under a key that is not loaded says so; an older key that is loaded opens it', () => {
  const [first, second] = [newKey(), newKey()];
  const sealed = seal(createKeyring(first), context, text);
  expect(failureOf(() => open(createKeyring(second), context, sealed))).toBe('key_unknown');
  expect(open(createKeyring(second, [first]), context, sealed)).toBe(text);
  const renewed = seal(createKeyring(second, [first]), context, text);
  expect(wrappingKeyId(renewed)).toBe(second.id);
});

test('V-07: a key of another length, of zeros, of text or of a pattern is refused', () => {
  for (const length of [0, 16, 31, 33, 64])
    expect(() => createKeyEncryptionKey(randomBytes(length))).toThrow(RangeError);
  const poor = [Buffer.alloc(32), Buffer.alloc(32, 'ab'), Buffer.from('changeme'.repeat(4))];
  for (const bytes of poor) expect(() => createKeyEncryptionKey(bytes)).toThrow('not random');
});

test('V-02: the key id is a fingerprint that differs by key and gives nothing of the key away', () => {
  const bytes = randomBytes(32);
  const { id } = createKeyEncryptionKey(bytes);
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(createKeyEncryptionKey(bytes).id).toBe(id);
  expect(newKey().id).not.toBe(id);
  expect(bytes.toString('hex')).not.toContain(id);
  expect(createHash('sha256').update(bytes).digest('hex')).not.toContain(id);
});

test('V-23: what format version 1 sealed opens for ever: the known answer', () => {
  const url = new URL('./fixtures/sealed-format-1.json', import.meta.url);
  const known = JSON.parse(readFileSync(url, 'utf8'));
  const fixed = createKeyring(createKeyEncryptionKey(Buffer.from(known.key, 'hex')));
  const sealed = Buffer.from(known.sealed, 'base64');
  expect(fixed.current.id).toBe(known.keyId);
  expect(sealed[0]).toBe(known.format);
  expect(open(fixed, known.context, sealed)).toBe(known.text);
});
