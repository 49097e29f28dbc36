import type { IdpClient } from '../idp-client/index.ts';
import type { RequestLimits } from '../limits/index.ts';
import type { RequestLog } from '../logs/index.ts';
import type { Tenant } from '../tenant/index.ts';
import type { Vault } from '../vault/index.ts';
import type { ExchangePolicy } from './token/exchange/exchange-policy.ts';

/** What every endpoint of this room works with. */
export interface OauthServer {
  readonly tenant: Tenant;
  readonly idpClient: IdpClient;
  readonly vault: Vault;
  /** Who may change what kind of token into one of ours, by `subject_token_type`; none unless told. */
  readonly exchangePolicies?: ReadonlyMap<string, ExchangePolicy>;
  /** Of the request that is being answered. */
  readonly log: RequestLog;
  readonly limits: RequestLimits;
}
