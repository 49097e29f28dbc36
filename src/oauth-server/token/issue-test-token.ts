import { ValetkeyError } from '../../base/index.ts';
import {
  ensureSigningKeys,
  findClient,
  findGrantedScopes,
  findResourceServer,
  managementAudience,
  type Tenant,
  toSigningAlgorithm,
} from '../../tenant/index.ts';
import { issueMachineToken } from './access-token.ts';

export interface TestTokenWish {
  readonly clientId: string;
  /** Seconds; the API's own when it is undefined or longer. */
  readonly lifetime: number | undefined;
  /** Scopes that the token never has, whatever the client was granted. */
  readonly without: ReadonlySet<string>;
}

/**
 * A Management API token of a client, as the client itself would get it by client credentials.
 * @throws {ValetkeyError} `inexistent_client`, `inexistent_client_grant`
 */
export async function issueTestToken(tenant: Tenant, { clientId, lifetime, without }: TestTokenWish) {
  const client = await findClient(tenant, clientId);
  if (!client) throw new ValetkeyError('inexistent_client');
  const audience = managementAudience(tenant.issuer);
  const granted = await findGrantedScopes(tenant, clientId, audience);
  const api = await findResourceServer(tenant, audience);
  if (!granted || !api) throw new ValetkeyError('inexistent_client_grant');
  const scope = [...granted].filter((one) => !without.has(one));
  await ensureSigningKeys(tenant, toSigningAlgorithm(api.settings.signing_alg));
  const { token, expiresIn } = await issueMachineToken({ tenant }, client, api, {
    scope,
    dpopJkt: undefined,
    lifetime,
  });
  return { token, expiresIn, scope: scope.join(' ') };
}
