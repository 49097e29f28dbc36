import { ValetkeyError } from '../../base/index.ts';
import { dateFilter, joinFilters, type LogFilter, searchFields } from './log-filter.ts';

/** Each alternative is a query of its own. */
const mostAlternatives = 16;
const deepest = 8;
const day = 86_400_000;

function refuse(finding: string): never {
  throw new ValetkeyError('invalid_query_string', {
    description: `Query validation error: '${finding}' on property q.`,
  });
}

const token = /\s*(\(|\)|\[|\]|\{|\}|:|"(?:[^"\\]|\\.)*"|(?:[^\s()[\]{}:"\\]|\\.|:(?=[^\s([{"]))+)/y;

function split(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const found = token.exec(text);
    if (!found) refuse('Failed to parse query');
    tokens.push(...splitField(found[1]!));
  }
  return tokens;
}

/** `type:f` is three tokens, and a value may hold more colons. */
function splitField(word: string): string[] {
  const colon = word.startsWith('"') ? -1 : word.indexOf(':');
  return colon <= 0 ? [word] : [word.slice(0, colon), ':', word.slice(colon + 1)].filter((part) => part !== '');
}

const unquote = (text: string) => text.replace(/^"(.*)"$/s, '$1').replaceAll(/\\(.)/gs, '$1');

function readMoment(text: string, isEnd: boolean): number | undefined {
  if (text === '*') return undefined;
  const time = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time)) refuse('Expected an ISO 8601 date or date-time');
  return isEnd && text.length === 10 ? time + day - 1 : time;
}

class Reader {
  readonly #tokens: string[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = split(text);
  }

  #take(expected?: string): string {
    const found = this.#tokens[this.#at];
    if (found === undefined || (expected !== undefined && found !== expected)) refuse('Failed to parse query');
    this.#at += 1;
    return found;
  }

  #next(): string | undefined {
    return this.#tokens[this.#at];
  }

  readAll(): LogFilter[] {
    const filters = this.#readEither(0);
    if (this.#next() !== undefined) refuse('Terms are joined with AND or OR');
    return filters;
  }

  #readEither(depth: number): LogFilter[] {
    const filters = this.#readAllOf(depth);
    while (this.#next() === 'OR') {
      this.#take();
      filters.push(...this.#readAllOf(depth));
    }
    if (filters.length > mostAlternatives) refuse(`Not more than ${mostAlternatives} alternatives`);
    return filters;
  }

  #readAllOf(depth: number): LogFilter[] {
    let filters = this.#readTerm(depth);
    while (this.#next() === 'AND') {
      this.#take();
      const others = this.#readTerm(depth);
      filters = filters.flatMap((one) => others.map((other) => joinFilters(one, other)));
      if (filters.length > mostAlternatives) refuse(`Not more than ${mostAlternatives} alternatives`);
    }
    return filters;
  }

  #readTerm(depth: number): LogFilter[] {
    if (depth > deepest) refuse(`Not more than ${deepest} levels of parentheses`);
    if (this.#next() === '(') {
      this.#take();
      const filters = this.#readEither(depth + 1);
      this.#take(')');
      return filters;
    }
    if (this.#tokens[this.#at + 1] !== ':') return [this.#readText()];
    const field = this.#take();
    if (field === 'NOT' || /^[-!]/.test(field)) refuse('NOT is not supported');
    if (field !== 'date' && !Object.hasOwn(searchFields, field)) {
      refuse(`Only these fields can be searched: ${Object.keys(searchFields).join(', ')}, date`);
    }
    this.#take(':');
    return field === 'date' ? [this.#readRange()] : this.#readValues(searchFields[field as keyof typeof searchFields]);
  }

  #readValues(name: (typeof searchFields)[keyof typeof searchFields]): LogFilter[] {
    if (this.#next() !== '(') return [{ [name]: this.#readValue() }];
    this.#take();
    const filters: LogFilter[] = [{ [name]: this.#readValue() }];
    while (this.#next() === 'OR') {
      this.#take();
      filters.push({ [name]: this.#readValue() });
    }
    this.#take(')');
    return filters;
  }

  /** A word, or several in quotation marks, that stand anywhere in an entry. */
  #readText(): LogFilter {
    const word = this.#next();
    if (word === 'NOT' || /^[-!]/.test(word ?? '')) refuse('NOT is not supported');
    const text = this.#readValue().toLowerCase();
    if (text.trim() === '') refuse('Failed to parse query');
    return { text: [text] };
  }

  #readValue(): string {
    const text = this.#take();
    if (/^[()[\]{}:]$/.test(text)) refuse('Failed to parse query');
    if (!text.startsWith('"') && /(?<!\\)[*?~^]/.test(text)) refuse('Wildcards are not supported');
    return unquote(text);
  }

  #readRange(): LogFilter {
    const opening = this.#take();
    if (opening !== '[' && opening !== '{') {
      const text = unquote(opening);
      const from = readMoment(text, false);
      return dateFilter(from, (readMoment(text, true) ?? 0) + 1);
    }
    const from = readMoment(unquote(this.#take()), false);
    this.#take('TO');
    const to = readMoment(unquote(this.#take()), true);
    const closing = this.#take();
    if (closing !== ']' && closing !== '}') refuse('Failed to parse query');
    const first = from === undefined || opening === '[' ? from : from + 1;
    return dateFilter(first, to === undefined || closing === '}' ? to : to + 1);
  }
}

/**
 * The alternatives of a query, of which an entry must fit one. A part of Lucene's syntax: `field:value`, quotation
 * marks, `field:(a OR b)`, `date:[from TO to]`, AND, OR and parentheses; a word without a field is looked for in all.
 * @throws {ValetkeyError} `invalid_query_string`
 */
export function parseLogQuery(text: string): LogFilter[] {
  return new Reader(text).readAll();
}
