import { type QueryToken, readQueryTokens } from './read-query-tokens.ts';
import { refuseQuery } from './refuse-query.ts';

/** What a query says, as Lucene's grammar reads it; what the fields mean is not known here. */
export type Clause =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Clause[] }
  | { readonly kind: 'not'; readonly of: Clause }
  | { readonly kind: 'term'; readonly field: string | undefined; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'range';
      readonly field: string | undefined;
      readonly from: string;
      readonly to: string;
      readonly includesFrom: boolean;
      readonly includesTo: boolean;
    };

const longestQuery = 8_192;
const deepest = 16;
const mostClauses = 256;

/** What joins a clause to the one before it. */
type Joint = 'and' | 'or' | 'none';

const joints: Readonly<Record<string, Joint>> = { AND: 'and', '&&': 'and', OR: 'or', '||': 'or' };

const operatorOf = (token: QueryToken | undefined) =>
  token?.kind === 'word' && (token.text === 'NOT' || Object.hasOwn(joints, token.text)) ? token.text : undefined;

/** `-`, `+` and `!` in front of what follows. */
function splitSign(text: string): { sign: string; rest: string } {
  const sign = /^[-+!]/.exec(text)?.[0] ?? '';
  return { sign, rest: text.slice(sign.length) };
}

const negate = (negated: boolean, of: Clause): Clause => (negated ? { kind: 'not', of } : of);
const group = (kind: 'and' | 'or', of: readonly Clause[]): Clause => (of.length === 1 ? of[0]! : { kind, of });

/** AND binds closer than OR, and both closer than mere neighbours; of these any may hold, and none that is negated. */
function joinClauses(links: readonly { readonly clause: Clause; readonly by: Joint }[]): Clause {
  const neighbours: Clause[][][] = [];
  for (const { clause, by } of links) {
    if (by === 'none') neighbours.push([[clause]]);
    else if (by === 'or') neighbours.at(-1)?.push([clause]);
    else neighbours.at(-1)?.at(-1)?.push(clause);
  }
  const clauses = neighbours.map((either) =>
    group(
      'or',
      either.map((all) => group('and', all)),
    ),
  );
  const excluded = clauses.filter(({ kind }) => kind === 'not');
  const wanted = clauses.filter(({ kind }) => kind !== 'not');
  return group('and', [...(wanted.length > 0 ? [group('or', wanted)] : []), ...excluded]);
}

/** Goes over the tokens once, from the left to the right: what it costs grows as the query does. */
class Parser {
  readonly #tokens: readonly QueryToken[];
  #at = 0;
  #clauses = 0;

  constructor(tokens: readonly QueryToken[]) {
    this.#tokens = tokens;
  }

  parseAll(): Clause {
    const clause = this.#parseList(undefined, 0);
    if (this.#next()) throw refuseQuery('Failed to parse query');
    return clause;
  }

  #next(): QueryToken | undefined {
    return this.#tokens[this.#at];
  }

  #take(): QueryToken {
    const token = this.#next();
    if (!token) throw refuseQuery('Failed to parse query');
    this.#at += 1;
    return token;
  }

  #isAtEnd(): boolean {
    const token = this.#next();
    return !token || token.kind === ')';
  }

  #parseList(field: string | undefined, depth: number): Clause {
    if (depth > deepest) throw refuseQuery(`Not more than ${deepest} levels of parentheses`);
    const links: { clause: Clause; by: Joint }[] = [];
    while (!this.#isAtEnd()) {
      const { by, negated } = this.#parseOperators(links.length === 0);
      links.push({ clause: negate(negated, this.#parseClause(field, depth)), by });
    }
    if (links.length === 0) throw refuseQuery('Failed to parse query');
    return joinClauses(links);
  }

  #parseOperators(isFirst: boolean): { by: Joint; negated: boolean } {
    let by: Joint = 'none';
    let negated = false;
    let operator = operatorOf(this.#next());
    for (let any = false; operator !== undefined; operator = operatorOf(this.#next())) {
      if (operator !== 'NOT' && (isFirst || any)) throw refuseQuery('An operator needs a term on each side');
      if (operator === 'NOT') negated = !negated;
      else by = joints[operator] ?? by;
      any = true;
      this.#at += 1;
      if (this.#isAtEnd()) throw refuseQuery('An operator needs a term on each side');
    }
    return { by, negated };
  }

  #parseClause(outer: string | undefined, depth: number): Clause {
    const token = this.#take();
    if (token.kind === 'field') {
      const { sign, rest } = splitSign(token.text);
      return negate(/[-!]/.test(sign), this.#parseValue(rest.replaceAll(/\\(.)/g, '$1'), depth));
    }
    if (token.kind === 'sign') return negate(token.text !== '+', this.#parseOperand(this.#take(), outer, depth));
    if (token.kind !== 'word') return this.#parseOperand(token, outer, depth);
    // Before a term that names no field a sign negates; after `field:` it belongs to the value.
    const { sign, rest } = splitSign(token.text);
    return negate(/[-!]/.test(sign), this.#parseOperand({ kind: 'word', text: rest }, outer, depth));
  }

  /** What stands after `field:`. */
  #parseValue(field: string, depth: number): Clause {
    const token = this.#take();
    const operator = operatorOf(token);
    if (operator !== undefined) throw refuseQuery(`${operator} needs a term on each side`);
    if (token.kind !== 'sign') return this.#parseOperand(token, field, depth);
    const signed = this.#take();
    if (signed.kind !== 'quoted') throw refuseQuery('Failed to parse query');
    return this.#parseOperand({ kind: 'quoted', text: token.text + signed.text }, field, depth);
  }

  #parseOperand(token: QueryToken, field: string | undefined, depth: number): Clause {
    if (token.kind === '(') {
      const inner = this.#parseList(field, depth + 1);
      this.#take();
      return inner;
    }
    this.#clauses += 1;
    if (this.#clauses > mostClauses) throw refuseQuery(`Not more than ${mostClauses} terms`);
    if (token.kind === 'range') return { ...token, field };
    if ((token.kind === 'word' && token.text !== '') || token.kind === 'quoted') {
      return { kind: 'term', field, text: token.text, quoted: token.kind === 'quoted' };
    }
    throw refuseQuery('Failed to parse query');
  }
}

/**
 * Reads a query of Lucene's syntax.
 * @throws {ValetkeyError} `invalid_query_string`
 */
export function parseQuery(text: string): Clause {
  if (text.length > longestQuery) throw refuseQuery(`Not more than ${longestQuery} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\u0000-\u0008\u000b\u000e-\u001f]/.test(text)) throw refuseQuery('Control characters are not supported');
  return new Parser(readQueryTokens(text)).parseAll();
}
