import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const built = new URL('../../dist/dashboard/', import.meta.url);
const page = readFileSync(new URL('index.html', built), 'utf8');

/** Every script that a file needs before it can run, itself included. */
function withImports(name: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(new URL(`assets/${name}`, built), 'utf8');
  // Static imports stand before anything else can run: `import{a}from"./b.js"` or `import"./b.js"`.
  for (const [, next = ''] of text.matchAll(/\b(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) withImports(next, found);
  return found;
}

function kilobytes(names: Iterable<string>): number {
  const sizes = [...names].map((name) => gzipSync(readFileSync(new URL(`assets/${name}`, built)), { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

const [, entry = ''] = /<script[^>]+src="\/dashboard\/assets\/([\w.-]+\.js)"/.exec(page) ?? [];

test.each(['sign-in-screen', 'start-screen', 'welcome-screen'])(
  'the first load of %s is under 250 KB of compressed script',
  (screen) => {
    const table = readFileSync(new URL(`assets/${entry}`, built), 'utf8');
    const [name = ''] = new RegExp(`${screen}-[\\w-]+\\.js`).exec(table) ?? [];
    expect(name).not.toBe('');
    const scripts = new Set([...withImports(entry), ...withImports(name)]);
    expect(kilobytes(scripts)).toBeLessThan(250);
    expect(kilobytes(scripts)).toBeGreaterThan(100);
  },
);

test('the schemas of the contract stay out of what the browser loads', () => {
  const scripts = [...withImports(entry)].map((name) => readFileSync(new URL(`assets/${name}`, built), 'utf8'));
  expect(scripts.some((text) => text.includes('ZodError'))).toBe(false);
  expect(scripts.some((text) => text.includes('/dashboard/api/v2/clients/{id}'))).toBe(true);
});

test('the page names no address but our own, and has no script in its text', () => {
  const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  expect(addresses.length).toBeGreaterThan(2);
  expect(addresses.filter((address) => !address?.startsWith('/dashboard/'))).toEqual([]);
  expect(page).not.toMatch(/<script(?![^>]+src=)/);
});
