import { typesOf } from './log-words.ts';

/** What the address of the screen holds, so that it can be passed on. */
export interface LogSearch {
  readonly view?: 'reads';
  readonly kind?: string;
  readonly user?: string;
  readonly client?: string;
  readonly text?: string;
  /** Show what happened up to then, rather than what happens. */
  readonly until?: string;
  readonly entry?: string;
  readonly days?: number;
}

const names = ['kind', 'user', 'client', 'text', 'until', 'entry'] as const;

/** Reads an address, which anybody may have written. */
export function readLogSearch(search: Readonly<Record<string, unknown>>): LogSearch {
  const texts = names.flatMap((name) => {
    // The router reads `123` in an address as a number.
    const value = search[name];
    return (typeof value === 'string' && value !== '') || typeof value === 'number' ? [[name, String(value)]] : [];
  });
  const days = Number(search.days);
  return {
    ...Object.fromEntries(texts),
    ...(search.view === 'reads' && { view: 'reads' as const }),
    ...(Number.isInteger(days) && days > 0 && days <= 365 && { days }),
  };
}

const quote = (text: string) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** The API's query for these filters; undefined for all. */
export function toLogQuery({ kind, user, client, text, until }: LogSearch): string | undefined {
  const types = kind === undefined ? [] : typesOf(kind);
  const terms = [
    ...(types.length > 0 ? [`type:(${types.join(' OR ')})`] : []),
    ...(user === undefined ? [] : [`user_id:${quote(user)}`]),
    ...(client === undefined ? [] : [`client_id:${quote(client)}`]),
    ...(text === undefined ? [] : [quote(text)]),
    ...(until === undefined ? [] : [`date:[* TO ${quote(until)}]`]),
  ];
  return terms.length === 0 ? undefined : terms.join(' AND ');
}
