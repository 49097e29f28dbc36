import { countLines } from './form.ts';
import { importsOf, lineOf, resolveImport, type Sources } from './sources.ts';

export const longestComponent = 120;

/** A type-only import, which leaves nothing in what the browser loads. */
const typesOnly = /^import type\b/;

/**
 * The dashboard takes of src/ the types of the contract alone; the build's own table of endpoints aside, which never
 * reaches the browser.
 */
export function checkDashboardImports(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) =>
    importsOf(text).flatMap(({ specifier, line }) => {
      const target = resolveImport(path, specifier);
      if (target === undefined || target.startsWith('dashboard/')) return [];
      if (target !== 'src/contract/index.ts') return [`${path}:${line}: the dashboard may not import ${target}`];
      const isBuild = !path.startsWith('dashboard/src/');
      const statement = text.split('\n')[line - 1] ?? '';
      return isBuild || typesOnly.test(statement) ? [] : [`${path}:${line}: would bring Zod into the browser`];
    }),
  );
}

export function checkComponentLengths(sources: Sources): string[] {
  return [...sources]
    .filter(([path, text]) => path.endsWith('.tsx') && countLines(text) >= longestComponent)
    .map(([path, text]) => `${path}: ${countLines(text)} lines, ${longestComponent} or more`);
}

/** One component a file, so that it is found by its name. */
export function checkOneComponent(sources: Sources): string[] {
  return [...sources]
    .filter(([path]) => path.endsWith('.tsx'))
    .flatMap(([path, text]) => {
      const [, second] = [...text.matchAll(/^export function [A-Z]\w*/gm)];
      return second === undefined ? [] : [`${path}:${lineOf(text, second.index)}: a second component`];
    });
}

/** Markup of our own making, or script made of text, is how foreign names become code (AS-01). */
export function checkMarkup(sources: Sources): string[] {
  const pattern = /\bdangerouslySetInnerHTML\b|\.(?:inner|outer)HTML\b|\bdocument\.write\b|\beval\(|\bnew Function\(/g;
  return [...sources].flatMap(([path, text]) =>
    [...text.matchAll(pattern)].map(
      ({ index, 0: found }) => `${path}:${lineOf(text, index)}: ${found} makes markup or code of text`,
    ),
  );
}
