import type { Answer, CountedPage } from '../../api/contract.ts';

export type Api = Answer<'getResourceServer'>;
export type ClientGrant = CountedPage<'listClientGrants'>['client_grants'][number];

/** An API is found by its identifier too, which is the one that everybody knows. */
export function pathOf(api: Api): { id: string } {
  return { id: api.id };
}
