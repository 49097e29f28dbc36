import { ValetkeyError } from '../../base/index.ts';
import { insertAdministratorToken } from '../../storage/index.ts';
import {
  ensureSigningKeys,
  findClient,
  findGrantedScopes,
  findResourceServer,
  managementAudience,
  type Tenant,
  toSigningAlgorithm,
} from '../../tenant/index.ts';
import { testClientId } from '../test-client.ts';
import { issueMachineToken } from './access-token.ts';

export interface TestTokenWish {
  /** Of the session that the token ends with. */
  readonly sessionHash: string;
  /** Seconds; the API's own when that is shorter. */
  readonly lifetime: number;
  /** Scopes that the token never has, whatever the client was granted. */
  readonly without: ReadonlySet<string>;
}

/**
 * A Management API token of the test client, in the form in which a client gets it by client credentials.
 * @throws {ValetkeyError} `inexistent_client`, `inexistent_client_grant`
 */
export async function issueTestToken(tenant: Tenant, { sessionHash, lifetime, without }: TestTokenWish) {
  const client = await findClient(tenant, testClientId);
  if (!client) throw new ValetkeyError('inexistent_client');
  const audience = managementAudience(tenant.issuer);
  const granted = await findGrantedScopes(tenant, testClientId, audience);
  const api = await findResourceServer(tenant, audience);
  if (!granted || !api) throw new ValetkeyError('inexistent_client_grant');
  const scope = [...granted].filter((one) => !without.has(one));
  await ensureSigningKeys(tenant, toSigningAlgorithm(api.settings.signing_alg));
  const tokenId = tenant.ids.token(12);
  const { token, expiresIn } = await issueMachineToken({ tenant }, client, api, {
    scope,
    dpopJkt: undefined,
    lifetime,
    tokenId,
  });
  const expiresAt = tenant.clock.now() + expiresIn * 1000;
  await insertAdministratorToken(tenant.store.db, { tokenId, sessionHash, expiresAt });
  return { token, expiresIn, scope: scope.join(' ') };
}
