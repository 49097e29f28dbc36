import { afterAll, beforeAll, expect, test } from 'vitest';
import { managementScopes } from '../../src/contract/index.ts';
import { freePort } from '../broker/index.ts';
import { createDeployCli, type DeployCli } from './deploy-cli.ts';
import { startTlsBroker, type TlsBroker } from './start-tls-broker.ts';

const deployer = { clientId: 'deploy-cli', clientSecret: 'deploy-cli-secret-MARKER-0001' };
const connectionSecret = 'connection-secret-MARKER-0002';

/** What every tenant that is deployed to starts with: the CLI's own client. */
const bare = {
  clients: [
    {
      name: 'Deploy CLI',
      client_id: deployer.clientId,
      client_secret: deployer.clientSecret,
      app_type: 'non_interactive',
      grant_types: ['client_credentials'],
    },
  ],
  clientGrants: [
    {
      client_id: deployer.clientId,
      audience: 'https://tenant.auth0.com/api/v2/',
      scope: managementScopes.map(({ value }) => value),
    },
  ],
};

const furnished = {
  tenant: {
    friendly_name: 'Travel',
    support_email: 'help@travel.example',
    session_lifetime: 100,
    idle_session_lifetime: 1.5,
    enabled_locales: ['en', 'zh-CN'],
    allowed_logout_urls: ['https://travel.example/bye'],
    flags: { revoke_refresh_token_grant: true },
    idp_tokens: { minimum_life: 120, reads_per_minute: 600 },
  },
  branding: {
    colors: {
      primary: '#e8590c',
      page_background: { type: 'linear-gradient', start: '#fff4e6', end: '#ffd8a8', angle_deg: 160 },
    },
    logo_url: 'https://travel.example/logo.svg',
    favicon_url: 'https://travel.example/icon.png',
    font: { url: 'https://travel.example/font.woff2' },
  },
  prompts: {
    customText: {
      en: {
        login: { login: { title: 'Welcome to ${companyName}', description: 'to plan with ${clientName}' } },
        consent: { consent: { acceptButtonText: 'Yes, "go" & <on>' } },
      },
      'zh-CN': { login: { login: { title: '你好' } } },
    },
  },
  clients: [
    ...bare.clients,
    {
      name: 'Travel Web',
      app_type: 'regular_web',
      client_secret: 'web-secret-MARKER-0003',
      callbacks: ['https://travel.example/cb'],
      logo_uri: 'https://travel.example/web.png',
      initiate_login_uri: 'https://travel.example/start',
      grant_types: ['authorization_code', 'refresh_token'],
      refresh_token: { rotation_type: 'rotating', expiration_type: 'expiring', leeway: 5 },
      jwt_configuration: { alg: 'RS256', lifetime_in_seconds: 600 },
      client_metadata: { team: 'travel' },
      native_social_login: { apple: { enabled: false } },
    },
    {
      name: 'Travel Page',
      app_type: 'spa',
      callbacks: ['https://travel.example/'],
      web_origins: ['https://travel.example'],
    },
    { name: 'Calendar Job', app_type: 'non_interactive', grant_types: ['client_credentials'] },
  ],
  connections: [
    {
      name: 'google-oauth2',
      strategy: 'google-oauth2',
      enabled_clients: ['Travel Web', 'Travel Page'],
      options: { client_id: 'google-id', client_secret: connectionSecret, email: true, profile: true, calendar: true },
    },
    {
      name: 'work',
      strategy: 'oidc',
      display_name: 'Work account',
      enabled_clients: ['Travel Web'],
      metadata: { a: 'b' },
      idp_tokens: { keep_alive_days: 30 },
      options: {
        type: 'back_channel',
        client_id: 'work-id',
        client_secret: connectionSecret,
        issuer: 'https://work.example',
        scope: 'openid profile',
      },
    },
  ],
  resourceServers: [
    {
      name: 'Bookings',
      identifier: 'https://api.travel.example/',
      token_lifetime: 600,
      token_dialect: 'rfc9068_profile',
      signing_alg: 'PS256',
      allow_offline_access: true,
      scopes: [{ value: 'read:bookings', description: 'Read bookings' }],
    },
  ],
  clientGrants: [
    ...bare.clientGrants,
    { client_id: 'Calendar Job', audience: 'https://api.travel.example/', scope: ['read:bookings'] },
    {
      client_id: 'Calendar Job',
      audience: 'https://tenant.auth0.com/api/v2/',
      scope: ['read:users', 'read:user_idp_tokens'],
      idp_tokens: { connections: ['work'], refresh_token: false },
    },
  ],
};

let cli: DeployCli;
let broker: TlsBroker;
let port: number;

beforeAll(async () => {
  port = await freePort();
  const keywords = {
    CONNECTIONS_GOOGLE_OAUTH2_SECRET: connectionSecret,
    CONNECTIONS_OIDC_SECRET: connectionSecret,
  };
  cli = await createDeployCli({ domain: `127.0.0.1:${port}`, ...deployer, keywords });
});
afterAll(async () => {
  await broker?.close();
  await cli.remove();
});

async function fetchToken(): Promise<string> {
  const response = await fetch(`${broker.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: deployer.clientId,
      client_secret: deployer.clientSecret,
      audience: `${broker.issuer}api/v2/`,
    }),
  });
  return String(((await response.json()) as { access_token: string }).access_token);
}

test("Auth0's Deploy CLI: what is exported without limits and imported into an empty server is exported again the same", async () => {
  broker = await startTlsBroker({ tenant: JSON.stringify(furnished), port });
  const exported = await cli.export();
  expect(exported).toContain('friendly_name: Travel');
  expect(exported).toContain('logo_url: https://travel.example/logo.svg');
  expect(exported).toContain('title: Welcome to ${companyName}');
  expect(exported).toContain('title: 你好');
  // Not even the program that holds every scope writes a secret into a file.
  expect(exported).not.toContain('MARKER');
  await broker.close();

  // At the same address, because grants name the Management API by it.
  broker = await startTlsBroker({ tenant: JSON.stringify(bare), port });
  await cli.import(exported, await fetchToken());
  expect(await cli.export()).toBe(exported);
  // The CLI compiles a schema of its own at every import, which alone takes it many seconds.
}, 600_000);
