import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret, shortenSecret, ValetkeyError } from '../../src/base/index.ts';

const text = 'at_SECRET-MARKER-5f1c';
const secret = new Secret(text);

/** Every way in which a value is turned into text by accident. */
const printings: Record<string, () => string> = {
  'a template': () => `${secret}`,
  joining: () => ['', secret].join(),
  'String()': () => String(secret),
  'JSON.stringify': () => JSON.stringify(secret),
  'JSON.stringify of what holds it': () => JSON.stringify({ list: [{ secret }] }),
  inspect: () => inspect(secret),
  'inspect with everything shown': () =>
    inspect(secret, { showHidden: true, depth: 10, showProxy: true, getters: true }),
  'inspect of what holds it': () => inspect({ list: [secret], map: new Map([['key', secret]]) }, { depth: 10 }),
  'inspect without custom inspection': () => inspect(secret, { customInspect: false, showHidden: true }),
  'format %s': () => format('%s', secret),
  'format %o': () => format('%o', secret),
  'format %O': () => format('%O', secret),
  'format %j': () => format('%j', secret),
  toLocaleString: () => secret.toLocaleString(),
  'Object.entries': () => JSON.stringify([...Object.entries(secret), ...Object.getOwnPropertyNames(secret)]),
  spread: () => JSON.stringify({ ...secret }),
  structuredClone: () => inspect(structuredClone(secret), { showHidden: true, customInspect: false }),
  'an error message': () => new Error(`failed with ${secret}`).stack ?? '',
  'an error cause': () => inspect(new Error('failed', { cause: secret }), { depth: 10 }),
  'an error of ours': () =>
    inspect(new ValetkeyError('server_error', { detail: `${secret}`, cause: secret }), { depth: 10 }),
};

test.each(Object.entries(printings))('V-12: a secret does not print through %s', (_way, print) => {
  expect(print()).not.toContain('SECRET-MARKER');
});

test('V-12: reveal() alone gives the text', () => {
  expect(secret.reveal()).toBe(text);
});

test('V-12: a shortened secret shows at most eight of its characters, and nothing of a short one', () => {
  expect(shortenSecret(text)).not.toContain('MARKER');
  expect(shortenSecret('x'.repeat(16))).toBe('…');
  expect(shortenSecret('ya29.abcdefghijklmnop')).toBe('ya29.a…op (21 characters)');
});
