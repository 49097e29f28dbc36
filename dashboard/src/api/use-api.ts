import { keepPreviousData, type Query, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { call, callForAll, callForPage } from './call.ts';
import type { Answer, BareList, CountedPage, EndpointName, Input } from './contract.ts';

export interface ReadOptions<T> {
  /** false waits until what the call needs is known. */
  readonly enabled?: boolean;
  /** Milliseconds after which it is read again by itself. */
  readonly refetchInterval?: number | false | ((query: Query<T, Error>) => number | false);
}

/** Reads an endpoint and keeps what it gave, under its name and input. */
export function useApi<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
  options: ReadOptions<Answer<Name>> = {},
): UseQueryResult<Answer<Name>, Error> {
  // An answer without a body is a value as well, and `undefined` is none to the cache.
  const queryFn = async () => ((await call(name, input)) ?? null) as Answer<Name>;
  return useQuery<Answer<Name>, Error>({ queryKey: [name, input], queryFn, ...options });
}

/** Reads a list that nobody counts; while another part of it is read the one before stays on screen. */
export function useApiList<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
  options: ReadOptions<BareList<Name>> = {},
): UseQueryResult<BareList<Name>, Error> {
  const queryFn = async () => (await call(name, input)) as BareList<Name>;
  return useQuery<BareList<Name>, Error>({
    queryKey: [name, 'list', input],
    queryFn,
    placeholderData: keepPreviousData,
    ...options,
  });
}

/** Reads a page of a list; while another page is read the one before stays on screen. */
export function useApiPage<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
  options: ReadOptions<CountedPage<Name>> = {},
): UseQueryResult<CountedPage<Name>, Error> {
  const queryFn = () => callForPage(name, input);
  return useQuery<CountedPage<Name>, Error>({
    queryKey: [name, 'page', input],
    queryFn,
    placeholderData: keepPreviousData,
    ...options,
  });
}

/** Reads a whole list, up to a thousand: to choose from, or to show what there are few of. */
export function useApiAll<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
): UseQueryResult<CountedPage<Name>, Error> {
  return useQuery<CountedPage<Name>, Error>({ queryKey: [name, 'all', input], queryFn: () => callForAll(name, input) });
}
