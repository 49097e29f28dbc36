import type { Chain, Node, Range, Term } from 'lucene';
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
const implicit = '<implicit>';

/** Parentheses outside of quotation marks: the parser would follow any number of them. */
function refuseDepth(text: string): void {
  const bare = text.replaceAll(/\\.|"(?:\\.|[^"\\])*"/gs, '');
  let depth = 0;
  for (const character of bare) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth > deepest) throw refuseQuery(`Not more than ${deepest} levels of parentheses`);
  }
}

function isTerm(node: Node): node is Term {
  return 'term' in node;
}

function isRange(node: Node): node is Range {
  return 'term_min' in node;
}

function readField(field: string | undefined, outer: string | undefined): string | undefined {
  return field === undefined || field === implicit ? outer : field.replaceAll(/\\(.)/g, '$1');
}

interface Reading {
  clauses: number;
}

/** The parser takes `-field` and `!field` for names. */
function splitSign(field: string | undefined): { negated: boolean; field: string | undefined } {
  const negated = field !== undefined && /^[-!]/.test(field);
  return { negated, field: negated || field?.startsWith('+') ? field?.slice(1) : field };
}

function negate(negated: boolean, of: Clause): Clause {
  return negated ? { kind: 'not', of } : of;
}

function readTerm(node: Term, outer: string | undefined): Clause {
  const { quoted, regex, similarity, proximity, boost, prefix } = node;
  if (regex) throw refuseQuery('Regular expressions are not supported');
  if (similarity || proximity || boost) throw refuseQuery('Fuzzy, proximity and boosted terms are not supported');
  if (!quoted && /^(AND|OR|NOT|&&|\|\|)$/.test(node.term)) throw refuseQuery(`${node.term} needs a term on each side`);
  const { negated, field } = splitSign(readField(node.field, outer));
  // Before a term that names no field it negates; after `field:` it belongs to the value.
  const isNegation = prefix === '-' && node.field === implicit;
  const sign = prefix && !isNegation && node.field !== implicit ? prefix : '';
  return negate(negated || isNegation, { kind: 'term', field, text: `${sign}${node.term}`, quoted });
}

function readNode(reading: Reading, node: Node, outer: string | undefined): Clause {
  if (!isTerm(node) && !isRange(node)) return readChain(reading, node, outer);
  reading.clauses += 1;
  if (reading.clauses > mostClauses) throw refuseQuery(`Not more than ${mostClauses} terms`);
  if (isTerm(node)) return readTerm(node, outer);
  const { negated, field } = splitSign(readField(node.field, outer));
  const { term_min: from, term_max: to, inclusive } = node;
  const includesFrom = inclusive === 'both' || inclusive === 'left';
  const includesTo = inclusive === 'both' || inclusive === 'right';
  return negate(negated, { kind: 'range', field, from, to, includesFrom, includesTo });
}

interface Link {
  readonly clause: Clause;
  /** What joins it to the one before. */
  readonly by: 'and' | 'or' | 'none';
}

const joints: Readonly<Record<string, Link['by']>> = {
  AND: 'and',
  '&&': 'and',
  OR: 'or',
  '||': 'or',
  [implicit]: 'none',
};

function joinOf(operator: string): Pick<Link, 'by'> & { negated: boolean } {
  const [word = implicit, not] = operator === 'NOT' ? [implicit, 'NOT'] : operator.split(/\s+/);
  return { by: joints[word] ?? 'none', negated: not === 'NOT' };
}

/** `a AND b OR c` comes as a list to the right; here it is a list. */
function readLinks(reading: Reading, chain: Chain, outer: string | undefined): Link[] {
  const links: Link[] = [];
  let by: Link['by'] = 'none';
  let negated = chain.start === 'NOT';
  for (let rest: Node | undefined = chain; rest !== undefined; ) {
    const isInner = links.length > 0 && 'parenthesized' in rest && rest.parenthesized === true;
    const link: Chain = isTerm(rest) || isRange(rest) || isInner ? { left: rest } : rest;
    if (!link.left) throw refuseQuery('An operator needs a term on each side');
    const left =
      'field' in link && link.field !== undefined && !isTerm(link.left) ? readField(link.field, outer) : outer;
    links.push({ clause: negate(negated, readNode(reading, link.left, left)), by });
    if (link.operator === undefined && link.right === undefined) break;
    ({ by, negated } = joinOf(link.operator ?? implicit));
    rest = link.right;
    if (rest && 'start' in rest && rest.start === 'NOT' && !rest.parenthesized) negated = !negated;
  }
  return links;
}

function group(kind: 'and' | 'or', of: readonly Clause[]): Clause {
  return of.length === 1 ? of[0]! : { kind, of };
}

/** AND binds closer than OR, and both closer than mere neighbours; of these any may hold, and none that is negated. */
function readChain(reading: Reading, chain: Chain, outer: string | undefined): Clause {
  const field = readField(chain.field, outer);
  const neighbours: Clause[][][] = [];
  for (const { clause, by } of readLinks(reading, chain, field)) {
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

/**
 * Reads a query of Lucene's syntax.
 * @throws {ValetkeyError} `invalid_query_string`
 */
export async function parseQuery(text: string): Promise<Clause> {
  if (text.length > longestQuery) throw refuseQuery(`Not more than ${longestQuery} characters`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\u0000-\u0008\u000b\u000e-\u001f]/.test(text)) throw refuseQuery('Control characters are not supported');
  refuseDepth(text);
  const trimmed = text.trim();
  if (/(?:^|\s)(?:AND|OR|NOT|&&|\|\|)$/.test(trimmed)) throw refuseQuery('An operator needs a term on each side');
  // Loaded by the first search: a start has no use for it.
  const { parse } = await import('lucene');
  let chain: Chain;
  try {
    chain = parse(trimmed);
  } catch {
    throw refuseQuery('Failed to parse query');
  }
  if (!chain.left) throw refuseQuery('Failed to parse query');
  return readChain({ clauses: 0 }, chain, undefined);
}
