import { lineOf, type Sources } from './sources.ts';

export const longestFile = 300;
export const medianLimit = 80;

/** Tables of data, which nobody reads from top to bottom; each entry needs a reason here. */
export const dataTables: ReadonlySet<string> = new Set([]);

const forbiddenNames = ['util', 'utils', 'helper', 'helpers', 'service', 'services', 'common', 'manager', 'managers'];
const forbiddenWords = /\b(?:class|function|interface|type|const|let)\s+(\w*(?:Manager|Service|Helpers?|Utils?))\b/g;

function find(sources: Sources, pattern: RegExp, complaint: string): string[] {
  return [...sources].flatMap(([path, text]) =>
    [...text.matchAll(pattern)].map((match) => `${path}:${lineOf(text, match.index)}: ${complaint}`),
  );
}

export function checkDefaultExports(sources: Sources): string[] {
  return find(sources, /^export default\b|^export \{[^}]*\bas default\b/gm, 'a default export has no name of its own');
}

/** Names that say nothing of what is inside: the file, the folder and what is declared. */
export function checkNames(sources: Sources): string[] {
  const paths = [...sources.keys()].flatMap((path) => {
    const parts = path.replace(/\.tsx?$/, '').split('/');
    const vague = parts.flatMap((part) => part.split('-')).find((word) => forbiddenNames.includes(word.toLowerCase()));
    const kebab = parts.every((part) => /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part));
    return [
      ...(vague === undefined ? [] : [`${path}: '${vague}' says nothing of what is inside`]),
      ...(kebab ? [] : [`${path}: is not in kebab-case`]),
    ];
  });
  return [...paths, ...find(sources, forbiddenWords, 'name it by what it does')];
}

export function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

export function checkLengths(sources: Sources, exempt: ReadonlySet<string> = dataTables): string[] {
  return [...sources]
    .filter(([path, text]) => !exempt.has(path) && countLines(text) > longestFile)
    .map(([path, text]) => `${path}: ${countLines(text)} lines, more than ${longestFile}`);
}

export function medianLines(sources: Sources): number {
  const counts = [...sources.values()].map(countLines).sort((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}

export function checkMedian(sources: Sources): string[] {
  const median = medianLines(sources);
  return median > medianLimit ? [`src: the median file has ${median} lines, more than ${medianLimit}`] : [];
}

/** The first thing that a reader of a room meets is what it owns and what it must not do. */
export function checkRoomHeaders(sources: Sources): string[] {
  return [...sources]
    .filter(([path, text]) => /^src\/[^/]+\/index\.ts$/.test(path) && !/^(?:\/\/ .+\n){2,}/.test(text))
    .map(([path]) => `${path}: does not open with what the room owns and must not do`);
}

export function checkLeftovers(sources: Sources): string[] {
  return find(sources, /\b(?:TODO|FIXME|XXX)\b|@ts-ignore|@ts-nocheck/g, 'is left over: finish it or file an issue');
}
