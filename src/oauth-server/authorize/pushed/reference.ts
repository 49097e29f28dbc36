import type { Tenant } from '../../../tenant/index.ts';

/** RFC 9126 section 2.2. */
export const requestUriPrefix = 'urn:ietf:params:oauth:request_uri:';

/** The store sees the hash only: whoever reads it cannot go on with somebody's request. */
export function hashReference({ hash }: Tenant, reference: string): string {
  return hash('pushed-request', reference);
}

export function pushedContext({ id }: Tenant, requestHash: string): string[] {
  return [id, 'pushed-request', requestHash];
}
