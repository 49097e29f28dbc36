import { ValetkeyError } from '../../base/index.ts';
import type { LogType } from '../../contract/index.ts';
import { countFailures } from '../count-failures.ts';
import { readTokenProof } from '../dpop/token-proof.ts';
import type { OauthServer } from '../oauth-server.ts';
import { type Parameters, refuseRepeated, requireParameter } from '../parameters.ts';
import type { TokenAnswer } from './answer.ts';
import { authenticateClient } from './authenticate-client.ts';
import { exchangeGrantType, tokenExchange } from './exchange/token-exchange.ts';
import { authorizationCode } from './grants/authorization-code.ts';
import { clientCredentials } from './grants/client-credentials.ts';
import type { Grant } from './grants/grant.ts';
import { refreshToken } from './grants/refresh-token.ts';

const grants: ReadonlyMap<string, Grant> = new Map([
  ['client_credentials', clientCredentials],
  ['authorization_code', authorizationCode],
  ['refresh_token', refreshToken],
  [exchangeGrantType, tokenExchange],
]);

/** Grant types that this server can give something for. */
export function listGrantTypes(server: Pick<OauthServer, 'exchangePolicies'>): string[] {
  return [...grants.keys()].filter((type) => isServed(server, type));
}

/** A token exchange is one only where some kind of subject token is known. */
function isServed({ exchangePolicies }: Pick<OauthServer, 'exchangePolicies'>, type: string): boolean {
  return type !== exchangeGrantType || (exchangePolicies?.size ?? 0) > 0;
}

/** What the tenant log calls an exchange that succeeded, and one that failed. */
const logged: ReadonlyMap<string, readonly [success: LogType, failure: LogType]> = new Map([
  ['client_credentials', ['seccft', 'feccft']],
  ['authorization_code', ['seacft', 'feacft']],
  ['refresh_token', ['sertft', 'fertft']],
  [exchangeGrantType, ['secte', 'fecte']],
] as const);

/**
 * POST /oauth/token (RFC 6749 section 3.2). The steps that every grant needs are taken here, in this order.
 * @param dpop the header `DPoP`
 * @throws {ValetkeyError}
 */
export async function token(
  server: OauthServer,
  parameters: Parameters,
  authorization: string | undefined,
  dpop: string | undefined,
): Promise<TokenAnswer> {
  const [success, failure] = logged.get(parameters.get('grant_type') ?? '') ?? [];
  try {
    const answer = await countFailures(server, 'clients', () => exchange(server, parameters, authorization, dpop));
    if (success) server.log.write(success);
    return answer;
  } catch (error) {
    // A limit that was reached is noted once: a flood is not to become a flood of entries.
    if (failure && error instanceof ValetkeyError && error.code !== 'too_many_requests') {
      server.log.fail(error.code === 'refresh_token_reused' ? 'ferrt' : failure, error);
    }
    throw error;
  }
}

async function exchange(
  server: OauthServer,
  parameters: Parameters,
  authorization: string | undefined,
  dpop: string | undefined,
) {
  refuseRepeated(parameters);
  const type = requireParameter(parameters, 'grant_type');
  const grant = isServed(server, type) ? grants.get(type) : undefined;
  if (!grant) {
    throw new ValetkeyError('unsupported_grant_type', { description: `Unsupported grant type: ${type.slice(0, 100)}` });
  }
  const client = await authenticateClient(server, parameters, authorization);
  if (!client.settings.grant_types.includes(type)) {
    throw new ValetkeyError('unauthorized_client', {
      description: `Grant type '${type}' not allowed for the client.`,
      uri: 'https://auth0.com/docs/clients/client-grant-types',
    });
  }
  return grant(server, client, parameters, await readTokenProof(server, client, dpop, 'oauth/token'));
}
