import type { Client } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import type { Parameters } from '../../parameters.ts';
import type { TokenAnswer } from '../answer.ts';

/**
 * One way to get tokens. Client authentication and the client's right to the grant are checked before it is called.
 * @param dpopJkt thumbprint of the key that the request proved: what is issued is bound to it
 */
export type Grant = (
  server: OauthServer,
  client: Client,
  parameters: Parameters,
  dpopJkt: string | undefined,
) => Promise<TokenAnswer>;
