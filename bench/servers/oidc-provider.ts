// The certified OpenID provider of the npm registry, set up for the same request: one client, JWT access tokens.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { audience, machine, machineScope, tokenLifetime } from '../world/names.ts';
import { listen } from './listen.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'bench', use: 'sig', alg: 'RS256' };

const provider = new Provider('http://localhost', {
  jwks: { keys: [key as never] },
  clients: [
    {
      client_id: machine.id,
      client_secret: machine.secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
      scope: machineScope,
    },
  ],
  scopes: machineScope.split(' '),
  routes: { token: '/oauth/token' },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      getResourceServerInfo: () => ({
        scope: machineScope,
        audience,
        accessTokenTTL: tokenLifetime,
        accessTokenFormat: 'jwt' as const,
        jwt: { sign: { alg: 'RS256' as const } },
      }),
    },
  },
});
listen(createServer(provider.callback()));
