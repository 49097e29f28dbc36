import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import pg from 'pg';
import type { RecordedQuery } from '../broker/index.ts';
import { pathOf } from './set-up.ts';

/** A table that a query reads whole, or until it has found enough, with no index to say where. */
export interface Scan {
  readonly table: string;
  /** As the database said it. */
  readonly detail: string;
  readonly sql: string;
}

export interface PlanReader {
  findScans(query: RecordedQuery): Promise<Scan[]>;
  close(): Promise<void>;
}

/** Columns of which one value is that of many users: rows found by it are many, and are to come in the list's order. */
const shared = ['client_id', 'connection', 'connection_id', 'audience', 'provider', 'state', 'type'];
const leadsTo = (condition: string) => /^\(*"?(\w+)/.exec(condition)?.[1] ?? '';

/** Whether rows are looked for that lack something, as nearly all do. */
const isLack = (sql: string, column: string) => column !== '' && new RegExp(`"${column}" is null`).test(sql);

/** Rows are read along an index in the order of the list, and reading ends with its page. */
const isPage = (sql: string) => /order by .* limit/s.test(sql) || / limit \S+\) as "counted"$/.test(sql);

function openSqlite(url: string): PlanReader {
  const database = new DatabaseSync(pathOf(url), { readOnly: true });
  const tables = new Set(
    database
      .prepare("select name from sqlite_master where type = 'table'")
      .all()
      .map(({ name }) => name),
  );
  // The thread of searches has it.
  database.function('in_time', { deterministic: false }, () => 1);
  return {
    async findScans({ sql, parameters }) {
      const plan = database.prepare(`explain query plan ${sql}`).all(...(parameters as SQLInputValue[]));
      const aliases = new Map([...sql.matchAll(/"?(\w+)"? as "?(\w+)"?/g)].map(([, table, alias]) => [alias, table]));
      const details = (plan as { detail: string }[]).map(({ detail }) => detail);
      const gathers = details.some((detail) => /TEMP B-TREE FOR (?:ORDER|GROUP)/.test(detail));
      // Each step after the first is taken for a row of the one before.
      return details.flatMap((detail, index) => {
        const [, step, name = '', condition = ''] = /^(SCAN|SEARCH) (\w+)[^(]*(.*)$/.exec(detail) ?? [];
        const table = aliases.get(name) ?? name;
        // What is no table is a part of the query, or its parameters.
        if (!tables.has(table)) return [];
        // What is one user's is not to be looked for among that of many.
        const isOfUser = /"user_id" = /.test(sql) && !condition.includes('user_id');
        const isShared = (gathers || isOfUser) && index === 0 && shared.includes(leadsTo(condition));
        const isWhole = step === 'SCAN' ? gathers || !isPage(sql) : isShared || isLack(sql, leadsTo(condition));
        return isWhole ? [{ table, detail, sql }] : [];
      });
    },
    async close() {
      database.close();
    },
  };
}

interface Node {
  readonly 'Node Type': string;
  readonly Strategy?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Node[];
}

/** Whether a step wants all rows below it before it gives one. */
function gathers({ 'Node Type': type, Strategy: strategy }: Node): boolean {
  return type === 'Sort' || type === 'Hash' || type === 'SetOp' || (type === 'Aggregate' && strategy !== 'Sorted');
}

interface Above {
  /** Reading ends with the page. */
  readonly isCut: boolean;
  /** The rows are sorted or counted before any is given. */
  readonly isGathered: boolean;
  readonly table: string;
}

function walk(node: Node, sql: string, above: Above): Scan[] {
  const type = node['Node Type'];
  const table = node['Relation Name'] ?? above.table;
  const isGathered = above.isGathered || type === 'Sort';
  const isCut = type === 'Limit' || (above.isCut && !gathers(node));
  const condition = node['Index Cond'] ?? '';
  const isLong = condition === '' || (above.isGathered && shared.includes(leadsTo(condition)));
  const isWhole =
    type === 'Seq Scan' || (/Index.* Scan$/.test(type) && ((isLong && !isCut) || / IS NULL\)$/.test(condition)));
  const below = (node.Plans ?? []).flatMap((one) => walk(one, sql, { isCut, isGathered, table }));
  return isWhole ? [{ table, detail: `${type} ${node['Index Name'] ?? ''}`.trim(), sql }, ...below] : below;
}

async function openPostgres(url: string): Promise<PlanReader> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // The tables of tests are so small that PostgreSQL reads them whole. It counts on what stands here: many rows a page.
  await client.query(`update pg_class set reltuples = 1000000, relpages = 1
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')`);
  await client.query('set enable_seqscan = off');
  // Two indexes together find what one of them would have to be walked for.
  await client.query('set enable_bitmapscan = off');
  return {
    async findScans({ sql, parameters }) {
      const { rows } = await client.query(`explain (format json) ${sql}`, [...parameters]);
      return walk(rows[0]['QUERY PLAN'][0].Plan as Node, sql, { isCut: false, isGathered: false, table: '' });
    },
    close: () => client.end(),
  };
}

/** Says of queries what they would read, on a database of either kind. */
export async function openPlanReader(url: string): Promise<PlanReader> {
  return url.startsWith('sqlite:') ? openSqlite(url) : openPostgres(url);
}
