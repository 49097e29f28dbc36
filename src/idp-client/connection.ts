import { type CryptoKey, importJWK, type JWK } from 'jose';
import { type ClientAuth, ClientSecretBasic, ClientSecretPost, None, PrivateKeyJwt } from 'oauth4webapi';
import { Secret, ValetkeyError } from '../base/index.ts';
import { type ConnectionOptions, clientAuthentication, type Provider } from '../providers/index.ts';

/** All that this room has to know of a connection. */
export interface IdpConnection {
  readonly id: string;
  readonly name: string;
  readonly provider: Provider;
  readonly options: ConnectionOptions;
  readonly clientId: string;
  /** Absent for public clients and for private_key_jwt. */
  readonly clientSecret?: Secret;
}

export function misconfigured(connection: IdpConnection, detail: string): ValetkeyError {
  return new ValetkeyError('connection_misconfigured', { detail: `connection ${connection.name}: ${detail}` });
}

/**
 * Takes client id and secret out of the options, where Auth0's connections keep them.
 * @throws {ValetkeyError} `connection_misconfigured` without a client id.
 */
export function createIdpConnection(
  connection: Pick<IdpConnection, 'id' | 'name' | 'provider' | 'options'>,
): IdpConnection {
  const { id, name, provider, options } = connection;
  const { client_id: clientId, client_secret: secret } = options;
  const found = typeof secret === 'string' && secret !== '' ? { clientSecret: new Secret(secret) } : {};
  const made = { id, name, provider, options, clientId: typeof clientId === 'string' ? clientId : '', ...found };
  if (made.clientId === '') throw misconfigured(made, 'no client_id');
  return made;
}

/** The private JWK of `options.client_assertion_key`, as an object or as JSON text. */
async function createAssertion(connection: IdpConnection): Promise<ClientAuth> {
  const { client_assertion_key: given, token_endpoint_auth_signing_alg: wanted } = connection.options;
  try {
    const jwk = (typeof given === 'string' ? JSON.parse(given) : given) as JWK;
    const alg = typeof wanted === 'string' ? wanted : (jwk.alg ?? (jwk.kty === 'EC' ? 'ES256' : 'RS256'));
    const key = (await importJWK(jwk, alg)) as CryptoKey;
    // Its claims are those of draft-ietf-oauth-rfc7523bis: the issuer as sole audience, a fresh jti, 60 seconds.
    return PrivateKeyJwt(jwk.kid === undefined ? key : { key, kid: jwk.kid });
  } catch {
    // The cause may quote the key.
    throw misconfigured(connection, 'client_assertion_key is not a private JWK that can sign');
  }
}

/** How the connection proves who we are at the token endpoint (RFC 6749 section 2.3, RFC 7523). */
export async function createClientAuth(connection: IdpConnection): Promise<ClientAuth> {
  const { provider, options, clientSecret } = connection;
  if (options.token_endpoint_auth_method === 'private_key_jwt') return createAssertion(connection);
  const method = clientAuthentication(provider, options);
  if (method === 'none') return None();
  if (!clientSecret) throw misconfigured(connection, 'no client_secret');
  return (method === 'client_secret_basic' ? ClientSecretBasic : ClientSecretPost)(clientSecret.reveal());
}
