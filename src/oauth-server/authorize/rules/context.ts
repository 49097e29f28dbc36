import type { Client } from '../../../tenant/index.ts';
import type { OauthServer } from '../../oauth-server.ts';
import type { Parameters } from '../../parameters.ts';
import type { ResponseTarget } from '../request.ts';

/** What a rule may look at once client and redirect URI are proven. */
export interface RuleContext {
  readonly server: OauthServer;
  readonly parameters: Parameters;
  readonly client: Client;
  readonly target: ResponseTarget;
  /** Whether the client brought the request itself, to /oauth/par. */
  readonly pushed: boolean;
}
