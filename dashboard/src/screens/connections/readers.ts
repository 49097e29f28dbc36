import type { CountedPage } from '../../api/contract.ts';

type Grant = CountedPage<'listClientGrants'>['client_grants'][number];

/** Grants for the Management API whose client may read the tokens of this connection. */
export function readersOf(grants: readonly Grant[], connection: string): Grant[] {
  return grants.filter(
    ({ scope, subject_type, allow_all_scopes, idp_tokens }) =>
      subject_type === 'client' &&
      (allow_all_scopes === true || scope.includes('read:user_idp_tokens')) &&
      (idp_tokens?.connections === undefined || idp_tokens.connections.includes(connection)),
  );
}
