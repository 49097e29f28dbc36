import { ValetkeyError } from '../base/index.ts';

/** The paging members of a query. */
export interface PagingQuery {
  readonly page?: number | undefined;
  readonly per_page?: number | undefined;
  readonly include_totals?: boolean | undefined;
  readonly from?: string | undefined;
  readonly take?: number | undefined;
}

const defaultSize = 50;

/** By number, or from a checkpoint on. Checkpoints win: Auth0's SDKs send `include_totals` beside `take`. */
export type Paging =
  | { readonly kind: 'checkpoint'; readonly from: string | undefined; readonly limit: number }
  | { readonly kind: 'offset'; readonly offset: number; readonly limit: number; readonly totals: boolean };

export function readPaging(query: PagingQuery): Paging {
  const { page = 0, per_page: perPage = defaultSize, include_totals: totals = false, from, take } = query;
  if (from !== undefined || take !== undefined) return { kind: 'checkpoint', from, limit: take ?? defaultSize };
  return { kind: 'offset', offset: page * perPage, limit: perPage, totals };
}

/** Where a list goes on, as opaque text. */
export function writePlace(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws {ValetkeyError} `invalid_query_string` for what `writePlace` did not write */
export function readPlace(from: string, length: number): string[] {
  try {
    const place: unknown = JSON.parse(Buffer.from(from, 'base64url').toString());
    const isPlace = Array.isArray(place) && place.length === length && place.every((part) => typeof part === 'string');
    if (isPlace) return place as string[];
  } catch {
    // Not of our making.
  }
  throw new ValetkeyError('invalid_query_string', {
    description: "Query validation error: 'Expected next of the page before' on property from.",
  });
}

/** What a list is read with. */
export interface ListSource<T> {
  read(window: { readonly after?: readonly string[]; readonly offset: number; readonly limit: number }): Promise<T[]>;
  count(): Promise<number>;
  /** What the list is sorted by, which tells where a page after this item begins. */
  place(item: T): readonly string[];
  /** How many texts a place is. */
  readonly placeLength: number;
}

/** A list in the form that was asked for; `name` is the member of it in an object. */
export async function answerList<const Name extends string, T, Shown>(
  name: Name,
  query: PagingQuery,
  source: ListSource<T>,
  present: (item: T) => Shown,
) {
  const shown = (items: readonly T[]) => ({ [name]: items.map(present) }) as { [K in Name]: Shown[] };
  const paging = readPaging(query);
  if (paging.kind === 'offset') {
    const { offset, limit, totals } = paging;
    const items = limit === 0 ? [] : await source.read({ offset, limit });
    return totals ? { start: offset, limit, total: await source.count(), ...shown(items) } : items.map(present);
  }
  const { from, limit } = paging;
  const after = from === undefined ? {} : { after: readPlace(from, source.placeLength) };
  // One more than is shown tells whether there is more.
  const items = await source.read({ ...after, offset: 0, limit: limit + 1 });
  const page = items.slice(0, limit);
  const last = items.length > limit ? page.at(-1) : undefined;
  return { ...shown(page), ...(last !== undefined && { next: writePlace(source.place(last)) }) };
}

/** The pages of a list that is in memory, sorted by one text. */
export function listInMemory<T>(items: readonly T[], keyOf: (item: T) => string): ListSource<T> {
  const sorted = items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    async read({ after: [key] = [], offset, limit }) {
      const rest = key === undefined ? sorted : sorted.filter((item) => keyOf(item) > key);
      return rest.slice(offset, offset + limit);
    },
    count: async () => sorted.length,
    place: (item) => [keyOf(item)],
    placeLength: 1,
  };
}
