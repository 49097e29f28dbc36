import type { Path, Report } from '../changes/report.ts';
import { yaml } from './yaml.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The file's text with its keywords replaced. */
export interface ReplacedText {
  readonly text: string;
  /** Where a place in `text` was in the file: a value may be longer than its keyword, and hold line breaks. */
  sourceOffset(offset: number): number;
}

const keywords = /(['"]?)@@([A-Za-z_]\w*)@@\1|##([A-Za-z_]\w*)##/g;
// A private-use character, so that YAML takes the name of a keyword without a value for plain text, and we find it again.
const mark = '\uE000';
const unsetKeyword = new RegExp(`${mark}(\\w+)${mark}`, 'g');

/** YAML's own lexer tells comments from `#` in text; the keywords must look like text to it. */
function findComments(text: string): (offset: number) => boolean {
  const probe = text.replace(/^([ \t]*##)|##(?=[A-Za-z_]\w*##)|(?<=##[A-Za-z_]\w*)##/gm, (hashes, start) =>
    start === undefined ? mark.repeat(2) : hashes,
  );
  const comments: { from: number; to: number }[] = [];
  let offset = 0;
  let isScalar = false;
  for (const token of new (yaml().Lexer)().lex(probe)) {
    // The lexer's own marks: start of a document, end of a flow collection with an error, start of a scalar.
    if (token === '\u0002' || token === '\u0018' || token === '\u001F') {
      isScalar = token === '\u001F';
      continue;
    }
    if (token.startsWith('#') && !isScalar) comments.push({ from: offset, to: offset + token.length });
    offset += token.length;
    isScalar = false;
  }
  return (place) => comments.some(({ from, to }) => place >= from && place < to);
}

/** `@@NAME@@`: lists and objects stay what they are, everything else is text, as environment variables are. */
function toJson(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null) return JSON.stringify(parsed);
  } catch {
    // Not JSON: text.
  }
  return JSON.stringify(value);
}

/**
 * Replaces keywords as Auth0's Deploy CLI does, on the text: `##NAME##` by the value as it is, `@@NAME@@` by JSON,
 * with the quotes around it swallowed. Comments are left alone, and so is what a value itself holds.
 */
export function replaceKeywords(source: string, environment: Environment): ReplacedText {
  const isComment = findComments(source);
  const shifts: { offset: number; by: number }[] = [];
  let by = 0;
  const text = source.replace(
    keywords,
    (found, _quote, json: string | undefined, literal: string | undefined, ...rest) => {
      const at = rest[0] as number;
      if (isComment(at)) return found;
      const name = (json ?? literal) as string;
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
      const filled = value === undefined ? `${mark}${name}${mark}` : json === undefined ? value : toJson(value);
      by += filled.length - found.length;
      shifts.push({ offset: at + found.length + by, by });
      return filled;
    },
  );
  return { text, sourceOffset: (offset) => offset - (shifts.findLast((shift) => shift.offset <= offset)?.by ?? 0) };
}

/** Reports every keyword below this place that has no value; true when there is one. */
export function refuseUnsetKeywords(value: unknown, path: Path, report: Report): boolean {
  if (typeof value === 'string') {
    const names = [...value.matchAll(unsetKeyword)].map((match) => match[1]);
    for (const name of names) report.refuse(path, `the keyword ${name} is not set in the environment`);
    return names.length > 0;
  }
  if (typeof value !== 'object' || value === null) return false;
  const members = Object.entries(value).map(([name, member]) => {
    const place = [...path, Array.isArray(value) ? Number(name) : name];
    const inName = refuseUnsetKeywords(name, path, report);
    return refuseUnsetKeywords(member, place, report) || inName;
  });
  return members.includes(true);
}
