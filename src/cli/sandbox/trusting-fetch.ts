import { Agent, fetch as undiciFetch } from 'undici';

export type Fetch = (url: string | URL, options?: RequestInit) => Promise<Response>;

export interface TrustingFetch {
  readonly fetch: Fetch;
  readonly dispatcher?: Agent;
  close(): Promise<void>;
}

/**
 * A fetch that trusts certificates of the given authority (PEM) and no others; without one, the ordinary fetch.
 * It is undici's own, because an agent of one undici version does not fit the fetch of another.
 */
export function createTrustingFetch(ca?: string): TrustingFetch {
  if (!ca) return { fetch: (url, options) => fetch(url, options), close: async () => {} };
  const dispatcher = new Agent({ connect: { ca } });
  const trusting = (url: string | URL, options?: RequestInit) =>
    undiciFetch(url, { ...(options as Parameters<typeof undiciFetch>[1]), dispatcher });
  return { fetch: trusting as unknown as Fetch, dispatcher, close: () => dispatcher.close() };
}
