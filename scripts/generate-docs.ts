// npm run docs: writes docs/generated from the code. With --check it only compares, and names what differs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { compareText } from './docs/compare-text.ts';
import { generatePages } from './docs/pages.ts';
import { root } from './run-program.ts';

const folder = `${root}docs/generated/`;
const pages = generatePages();
mkdirSync(folder, { recursive: true });
const leftOver = readdirSync(folder).filter((name) => !pages.has(name));

function check(): number {
  const differing = [...pages].flatMap(([name, text]) => {
    const found = existsSync(folder + name) ? readFileSync(folder + name, 'utf8') : undefined;
    const difference = compareText(found, text);
    return difference === undefined ? [] : [`docs/generated/${name}: ${difference}`];
  });
  const problems = [...differing, ...leftOver.map((name) => `docs/generated/${name}: nothing makes this file`)];
  for (const problem of problems) console.log(problem);
  return problems.length === 0 ? 0 : 1;
}

function write(): number {
  for (const [name, text] of pages) writeFileSync(folder + name, text);
  for (const name of leftOver) rmSync(folder + name, { recursive: true });
  console.log(`docs/generated: ${[...pages.keys()].join(', ')}`);
  return 0;
}

process.exitCode = process.argv.includes('--check') ? check() : write();
