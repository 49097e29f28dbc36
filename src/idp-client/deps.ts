import { allowInsecureRequests, type Client, clockSkew, customFetch } from 'oauth4webapi';
import type { Clock } from '../base/index.ts';
import type { IdpConnection } from './connection.ts';
import type { DocumentCache } from './document-cache.ts';
import type { Egress } from './egress/egress.ts';
import type { createFetch } from './egress/fetch.ts';
import type { PublishedKeys } from './key-sets.ts';
import type { IdpMetadata } from './metadata.ts';

/** What every function of this room works with. */
export interface Deps {
  readonly egress: Egress;
  readonly clock: Clock;
  /** `/login/callback` of this server, absolute. */
  readonly callbackUrl: string;
  readonly fetch: ReturnType<typeof createFetch>;
  readonly metadata: DocumentCache<IdpMetadata>;
  readonly keys: DocumentCache<PublishedKeys>;
}

/** The scheme is the egress's to judge, hence `allowInsecureRequests`: http passes there for loopback only. */
export function requestOptions({ fetch }: Pick<Deps, 'fetch'>) {
  return { [customFetch]: fetch, [allowInsecureRequests]: true };
}

export function oauthClient(deps: Deps, connection: IdpConnection): Client {
  // The library reads the system's clock; the difference makes it ours.
  return { client_id: connection.clientId, [clockSkew]: Math.round((deps.clock.now() - Date.now()) / 1000) };
}
