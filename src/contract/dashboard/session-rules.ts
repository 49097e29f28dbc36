import type { Endpoint } from '../endpoint.ts';
import { editors, type Role } from './roles.ts';

/** What an operation of the Management API wants of a dashboard session beside one of its scopes. */
export interface SessionRule {
  /** A password or passkey must have been shown within the last ten minutes. */
  readonly needsReauthentication: boolean;
  /** Undefined where the scopes of the role say it all. */
  readonly roles: readonly Role[] | undefined;
}

/**
 * Changes for which nobody is asked who they are once more: they give nobody a credential, open no way in, and can be
 * made good again. Any other change asks, and so does one that nobody thought of here.
 */
export const withoutReauthentication: ReadonlySet<string> = new Set([
  // One user's record, and what is noted beside it.
  ...['post_users', 'patch_users_by_id', 'delete_user-blocks', 'delete_user-blocks_by_id'],
  ...['patch_sessions_by_id', 'patch_refresh-tokens_by_id'],
  // Taking away from one user, or a token that is in the wrong hands: whoever must be quick is not held up.
  ...['delete_user_identity_by_user_id', 'delete_users_idp_grants', 'delete_device-credentials_by_id'],
  ...['delete_grants_by_user_id', 'delete_grants_by_id', 'user_revoke_access', 'post_tokens'],
  ...['delete_sessions_for_user', 'delete_session', 'revoke_session'],
  ...['delete_refresh_tokens_for_user', 'delete_refresh_token'],
  // A link that renews the grant of the very account that it names, and signs nobody in.
  'post_users_idp_grants_reconnect_link',
  // How pages look, and an API that no client has a grant for yet.
  ...['patch_branding', 'post_resource-servers'],
]);

/** Operations that do more than a role is meant for, though its scopes would do. */
export const rolesByOperation: ReadonlyMap<string, readonly Role[]> = new Map([
  // Who may read users is not to carry all of them away in a file.
  ['post_users-exports', editors],
  ['get_jobs_by_id', editors],
  ['get_errors', editors],
  // By client, it ends them for all users of it.
  ['revoke_refresh_tokens', editors],
]);

/** What a session has only as long as nobody would have to be asked once more: to see a secret is to have it. */
export const scopesWhileFresh: ReadonlySet<string> = new Set(['read:client_keys']);

export function sessionRuleOf({ operationId, method }: Pick<Endpoint, 'operationId' | 'method'>): SessionRule {
  return {
    needsReauthentication: method !== 'GET' && !withoutReauthentication.has(operationId),
    roles: rolesByOperation.get(operationId),
  };
}
