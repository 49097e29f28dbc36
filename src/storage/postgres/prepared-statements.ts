import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Statements that one connection remembers at most: PostgreSQL keeps the plan of each. */
const capacity = 200;
/** Uses after which a text is worth remembering. */
const worthIt = 2;
/** Texts whose uses are counted. */
const counted = 2_000;

/** feature_not_supported: of "cached plan must not change result type", after a migration of another node. */
const planIsOld = '0A000';
/** in_failed_sql_transaction: what the second try meets in a transaction, which has to be begun anew as a whole. */
const transactionFailed = '25P02';

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Within the 63 characters that PostgreSQL looks at. */
function nameOf(text: string, generation: number): string {
  return `vk${generation}_${createHash('sha256').update(text).digest('base64url')}`;
}

/**
 * Lets a connection parse and plan a text once that it is given again and again: that took PostgreSQL longer than
 * most queries here. Texts that seldom come, such as searches, are planned each time for the values they come with.
 */
export function prepareRepeated(client: pg.PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => Promise<unknown>;
  const uses = new Map<string, number>();
  const names = new Map<string, string>();
  let generation = 0;

  function findName(text: string): string | undefined {
    const known = names.get(text);
    if (known !== undefined || names.size >= capacity) return known;
    const count = (uses.get(text) ?? 0) + 1;
    if (count <= worthIt) {
      if (uses.size >= counted) uses.clear();
      uses.set(text, count);
      return undefined;
    }
    uses.delete(text);
    const name = nameOf(text, generation);
    names.set(text, name);
    return name;
  }

  async function queryByName(name: string, text: string, values: unknown[]): Promise<unknown> {
    try {
      return await query({ name, text, values });
    } catch (error) {
      if (codeOf(error) !== planIsOld) throw error;
      // The old plan stays under its name until the connection ends.
      generation += 1;
      names.set(text, nameOf(text, generation));
      return await query(text, values).catch((second: unknown) => {
        throw codeOf(second) === transactionFailed ? error : second;
      });
    }
  }

  client.query = ((...given: unknown[]) => {
    const [text, values] = given;
    if (given.length !== 2 || typeof text !== 'string' || !Array.isArray(values)) return query(...given);
    const name = findName(text);
    return name === undefined ? query(text, values) : queryByName(name, text, values);
  }) as typeof client.query;
}
