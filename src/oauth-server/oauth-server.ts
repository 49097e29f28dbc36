import type { IdpClient } from '../idp-client/index.ts';
import type { Tenant } from '../tenant/index.ts';

/** What every endpoint of this room works with. */
export interface OauthServer {
  readonly tenant: Tenant;
  readonly idpClient: IdpClient;
}
