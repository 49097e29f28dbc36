import type { Client } from '../tenant/index.ts';

/** Where a person finds an application again: an address that its operator registered, never one of the request. */
export interface ClientHome {
  readonly clientName: string;
  readonly url: string;
}

/** Undefined when the client has no `initiate_login_uri` (OpenID Connect Core section 4, Auth0's setting). */
export function homeOf(client: Client | undefined, issuer: string): ClientHome | undefined {
  const { name, initiate_login_uri: address } = client?.settings ?? {};
  if (name === undefined || address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  url.searchParams.set('iss', issuer);
  return { clientName: name, url: url.href };
}
