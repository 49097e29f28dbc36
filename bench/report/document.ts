import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../docs/benchmarks.md', import.meta.url);
const begin = '<!-- measured: begin, written by npm run bench -- --write -->';
const end = '<!-- measured: end -->';

/** Puts the results into docs/benchmarks.md; the words around them are written by people and stay. */
export function writeDocument(results: string): void {
  const text = readFileSync(file, 'utf8');
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before === -1 || after < before) throw new Error('docs/benchmarks.md has lost its marks for the results');
  writeFileSync(file, `${text.slice(0, before)}${begin}\n\n${results}\n\n${text.slice(after)}`);
}
