import { refuseQuery } from './refuse-query.ts';

/** One word of a query. Texts keep their backslashes, which say what a star or another sign means. */
export type QueryToken =
  | { readonly kind: '(' | ')' }
  /** `-`, `+` or `!` in front of quotation marks or parentheses. */
  | { readonly kind: 'sign'; readonly text: string }
  /** What stands before a colon. */
  | { readonly kind: 'field'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'quoted'; readonly text: string }
  | {
      readonly kind: 'range';
      readonly from: string;
      readonly to: string;
      readonly includesFrom: boolean;
      readonly includesTo: boolean;
    };

const blank = String.raw`[ \t\r\n\f]`;
const escaped = String.raw`\\[-+!(){}[\]^"?:\\&|'/~* ]`;
/** Each character can be read in one way only, so that no text is tried twice. */
const inRange = String.raw`(?:${escaped}|\\(?![-+!(){}[\]^"?:\\&|'/~* ])|[^ \t\r\n\f{}()"/^~[\]\\])+`;
const inWord = inRange.replace('[^ ', '[^: ');

const patterns = {
  blank: new RegExp(`${blank}+`, 'y'),
  parenthesis: /[()]/y,
  sign: /[-+!](?=["(])/y,
  quoted: new RegExp(`"((?:${escaped}|[^"\\\\])*)"`, 'y'),
  range: new RegExp(`([[{])(${inRange})${blank}*TO${blank}+(${inRange})([\\]}])`, 'y'),
  word: new RegExp(`(${inWord})(:?)`, 'y'),
  unsupported: /[/~^]/y,
};

/**
 * The words of a query of Lucene's syntax, in one walk over the text.
 * @throws {ValetkeyError} `invalid_query_string`
 */
export function readQueryTokens(text: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let at = 0;
  function match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  }
  function readToken(): QueryToken {
    const [mark] = match(patterns.parenthesis) ?? [];
    if (mark === '(' || mark === ')') return { kind: mark };
    const [sign] = match(patterns.sign) ?? [];
    if (sign !== undefined) return { kind: 'sign', text: sign };
    const [, quoted] = match(patterns.quoted) ?? [];
    if (quoted !== undefined) return { kind: 'quoted', text: quoted };
    const [, opening, from, to, closing] = match(patterns.range) ?? [];
    if (from !== undefined && to !== undefined) {
      return { kind: 'range', from, to, includesFrom: opening === '[', includesTo: closing === ']' };
    }
    const [, word, colon] = match(patterns.word) ?? [];
    if (word !== undefined) return { kind: colon === ':' ? 'field' : 'word', text: word };
    const [unsupported] = match(patterns.unsupported) ?? [];
    if (unsupported === '/') throw refuseQuery('Regular expressions are not supported');
    if (unsupported) throw refuseQuery('Fuzzy, proximity and boosted terms are not supported');
    throw refuseQuery('Failed to parse query');
  }
  for (match(patterns.blank); at < text.length; match(patterns.blank)) tokens.push(readToken());
  return tokens;
}
