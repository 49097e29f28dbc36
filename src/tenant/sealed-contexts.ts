import type { SealContext } from '../base/index.ts';
import type { Tenant } from './tenant.ts';

// What configuration is bound to when it is sealed: a value copied to another row, or from another tenant, does not open.
type Owner = Pick<Tenant, 'id'>;

/** For values that are there before there is a tenant. */
export function secretContext(name: string): SealContext {
  return ['secret', name];
}

export function connectionOptionsContext({ id }: Owner, connectionId: string): SealContext {
  return [id, 'connection-options', connectionId];
}

export function jobPartContext({ id }: Owner, partId: string): SealContext {
  return [id, 'job-part', partId];
}

export function signingKeyContext({ id }: Owner, kid: string): SealContext {
  return [id, 'signing-key', kid];
}
