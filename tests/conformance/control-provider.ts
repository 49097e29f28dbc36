import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { type ClientMetadata, Provider } from 'oidc-provider';
import { freePort } from '../broker/index.ts';
import type { Application, OpenIdProvider } from './provider.ts';

const logoutUrl = 'http://127.0.0.1:9/bye';
const callback = 'http://127.0.0.1:9/cb';
const secretOf = (id: string) => `${id}-secret-that-is-long-enough-for-everybody`;
const applicationOf = (id: string, at = callback): Application => ({ id, secret: secretOf(id), callback: at });

function clientOf({ id, secret, callback }: Application, method: 'client_secret_basic' | 'client_secret_post') {
  return {
    client_id: id,
    client_secret: secret,
    redirect_uris: [callback],
    post_logout_redirect_uris: [logoutUrl],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: method,
  } satisfies ClientMetadata;
}

const person = {
  name: 'Vera Valet',
  given_name: 'Vera',
  family_name: 'Valet',
  updated_at: 1_700_000_000,
  email: 'vera@example.com',
  email_verified: true,
  phone_number: '+41791234567',
  phone_number_verified: true,
  address: { country: 'Switzerland' },
};

/** A certified provider that nobody here wrote: a module that fails on it is wrong itself. */
export async function startControl(): Promise<OpenIdProvider> {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const [basic, post, other] = [
    applicationOf('basic'),
    applicationOf('post'),
    applicationOf('other', 'http://127.0.0.1:9/other'),
  ];
  let signIns = 0;
  const provider = new Provider(issuer, {
    clients: [
      clientOf(basic, 'client_secret_basic'),
      clientOf(post, 'client_secret_post'),
      clientOf(other, 'client_secret_basic'),
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256' }] },
    // A form that another site posts brings cookies only so.
    cookies: { keys: ['only for the tests'], long: { sameSite: 'none', httpOnly: true, overwrite: true } },
    enableHttpPostMethods: true,
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name', 'updated_at'],
      email: ['email', 'email_verified'],
      phone: ['phone_number', 'phone_number_verified'],
      address: ['address'],
    },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...person }) }),
    pkce: { required: () => false },
    ttl: { Session: 3600, Interaction: 600, Grant: 3600, AccessToken: 600, IdToken: 600, RefreshToken: 3600 },
    features: { devInteractions: { enabled: true }, claimsParameter: { enabled: true } },
  });
  provider.on('interaction.started', (_context, prompt) => {
    if (prompt.name === 'login') signIns += 1;
  });
  const server = createServer(provider.callback()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    basic,
    post,
    other,
    logoutUrl,
    extra: {},
    signIns: () => signIns,
    differences: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
