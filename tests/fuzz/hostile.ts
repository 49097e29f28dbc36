import type { Random } from './random.ts';

const long = (text: string, times: number) => text.repeat(times);

/** Texts that have broken something somewhere. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '%',
  '%00',
  '%zz',
  '..',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  "' or '1'='1",
  "'; drop table users; --",
  '{{7*7}}',
  '<script>alert(1)</script>',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e309',
  '99999999999999999999',
  '9007199254740993',
  'true',
  '[]',
  '{}',
  '\ud800',
  '\u202eabc',
  '😀',
  'ﷺ'.repeat(50),
  'a\r\nset-cookie: x=1',
  'x'.repeat(300),
  'x'.repeat(5000),
  'http://127.0.0.1:9/x',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  'eyJhbGciOiJub25lIn0.e30.',
  '2026-13-45T99:99:99Z',
];

/** Searches that are hard to read or to answer. */
export const hostileSearches: readonly string[] = [
  '*',
  '*:*',
  '((((((((((',
  long('(', 2000),
  `${long('(', 500)}a:b${long(')', 500)}`,
  'a:',
  ':a',
  'a:b:c',
  'NOT',
  'AND OR',
  'NOT NOT NOT a:b',
  '"',
  'name:"unfinished',
  'name:\\',
  'email:/.*.*.*.*x/',
  'name:*a*b*c*d*e*f*',
  `name:${long('*a', 500)}`,
  'name:?????????',
  'name:a~9999999999',
  'name:a^1e999',
  'logins_count:[* TO *]',
  'logins_count:[a TO {]',
  'created_at:[2026 TO 2025]',
  '_exists_:',
  '_exists_:"app_metadata.x.y"',
  `app_metadata.${long('x.', 500)}y:1`,
  'user_metadata.__proto__:1',
  'identities.connection:"con1" AND identities.access_token:*',
  'email:vera@example.com OR 1=1',
  `${long('email:a OR ', 500)}email:b`,
  '\u0000',
  'email.domain:"example.com"',
  'name:"\u202e"',
];

/** A text of this kind, of any length and any characters. */
export function anyText(random: Random): string {
  if (random.chance(0.6)) return random.pick(hostileTexts);
  const length = random.below(random.chance(0.1) ? 2000 : 20);
  return Array.from({ length }, () => String.fromCharCode(random.below(random.chance(0.8) ? 128 : 0xffff))).join('');
}

/** A value of any type, now and then very deep. */
export function anyValue(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 4 ? 6 : 9);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.pick([0, -1, 1, 0.5, 1e21, -2147483649, Number.MAX_SAFE_INTEGER]);
  if (kind <= 5) return anyText(random);
  if (kind === 6) return Array.from({ length: random.below(4) }, () => anyValue(random, depth + 1));
  if (kind === 7) {
    return Object.fromEntries(
      Array.from({ length: random.below(4) }, () => [anyText(random).slice(0, 50), anyValue(random, depth + 1)]),
    );
  }
  let deep: unknown = 1;
  for (let level = random.below(200); level > 0; level -= 1) deep = random.chance(0.5) ? [deep] : { a: deep };
  return deep;
}
