import { expect, test } from 'vitest';
import { createHasher, equalSecrets, randomIds } from '../../src/base/index.ts';

test('AS-52: 100,000 one-time credentials: 256 bits each, none twice, no part that stays the same', () => {
  const samples = Array.from({ length: 100_000 }, () => randomIds.token());
  expect(new Set(samples).size).toBe(samples.length);
  expect(samples.every((one) => /^[A-Za-z0-9_-]{43}$/.test(one))).toBe(true);
  // Each position shows all of the alphabet; the last carries four bits of the 256.
  for (let index = 0; index < 43; index += 1) {
    const seen = new Set(samples.map((one) => one[index]));
    expect(seen.size, `position ${index}`).toBe(index === 42 ? 16 : 64);
  }
  // 100,000 values of 16 bits leave hardly one of 65,536 first pairs of bytes out: no fixed or counted prefix.
  const prefixes = new Set(samples.map((one) => Buffer.from(one, 'base64url').readUInt16BE(0)));
  expect(prefixes.size).toBeGreaterThan(50_000);
});

test('AS-52: ids of letters and digits use the whole alphabet evenly', () => {
  const counts = new Map<string, number>();
  for (const character of randomIds.alphanumeric(62_000)) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect(counts.size).toBe(62);
  // 1,000 expected; six standard deviations are 190.
  for (const [character, count] of counts) expect(Math.abs(count - 1000), character).toBeLessThan(190);
});

test('AS-52: a stored hash depends on the credential, on its purpose and on the pepper', () => {
  const hash = createHasher(Buffer.from('pepper'));
  const values = [
    hash('refresh-token', 'a'),
    hash('refresh-token', 'b'),
    hash('access-token', 'a'),
    createHasher(Buffer.from('other'))('refresh-token', 'a'),
  ];
  expect(new Set(values).size).toBe(4);
  expect(hash('refresh-token', 'a')).toBe(values[0]);
});

test('V-12: secrets compare by value, whatever their lengths', () => {
  expect(equalSecrets('secret', 'secret')).toBe(true);
  for (const other of ['', 'secre', 'secret ', 'Secret', 'sécret']) expect(equalSecrets('secret', other)).toBe(false);
  expect(equalSecrets('', '')).toBe(true);
});
