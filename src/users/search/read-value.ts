import { longestBeginning, type ValueTest } from '../../storage/index.ts';
import { refuseQuery } from './refuse-query.ts';

/** Characters that the end of a value, looked for without its beginning, needs at least (auth0-wire section 2.1). */
const shortestEnding = 3;
const mostStars = 4;

/** The pieces between the stars; a star or any other sign after a backslash is itself. */
function splitAtStars(text: string): string[] {
  const parts = [''];
  for (const [token] of text.matchAll(/\\.|[^\\]|\\$/gsu)) {
    if (token === '*') parts.push('');
    else if (token === '?')
      throw refuseQuery('? is not supported; put it in quotation marks to look for the character');
    else parts[parts.length - 1] += token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
  }
  return parts;
}

function dropBackslashes(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1');
}

/** What a term asks of a text: the whole value, or parts of it with stars between. */
export function readTextTest(text: string, quoted: boolean): ValueTest {
  if (quoted) return { kind: 'is', values: [dropBackslashes(text)] };
  const parts = splitAtStars(text);
  if (parts.length === 1) return { kind: 'is', values: parts };
  if (parts.every((part) => part === '')) return { kind: 'exists' };
  if (parts.length - 1 > mostStars) throw refuseQuery(`Not more than ${mostStars} wildcards in a term`);
  const literal = Math.max(...parts.map((part) => part.length));
  if (parts[0] === '' && literal < shortestEnding) {
    throw refuseQuery(`A term that begins with a wildcard needs ${shortestEnding} characters after it`);
  }
  if (literal > longestBeginning) throw refuseQuery(`Not more than ${longestBeginning} characters beside a wildcard`);
  return { kind: 'like', parts };
}

/** The two ends of a range as written; undefined for `*`. */
export interface Ends {
  readonly from: { readonly text: string; readonly inclusive: boolean } | undefined;
  readonly to: { readonly text: string; readonly inclusive: boolean } | undefined;
}

/** `>=5` and the like, which the parser takes for a term. */
export function readComparison(text: string): Ends | undefined {
  const [, operator, rest] = /^(>=|<=|>|<)(.+)$/s.exec(text) ?? [];
  if (operator === undefined || rest === undefined) return undefined;
  const end = { text: dropBackslashes(rest), inclusive: operator.endsWith('=') };
  return operator.startsWith('>') ? { from: end, to: undefined } : { from: undefined, to: end };
}

export function readEnd(text: string, inclusive: boolean): Ends['from'] {
  return text === '*' ? undefined : { text: dropBackslashes(text), inclusive };
}
