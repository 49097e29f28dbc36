import { createServer } from 'node:net';
import type { Emulator } from 'emulate';
import { loadOptional } from './load-optional.ts';
import { samplePeople } from './sample-people.ts';

export interface EmulatedClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
}

export interface EmulatedIdpsOptions {
  /** 0 takes a free one. */
  readonly googlePort: number;
  readonly githubPort: number;
  readonly host?: string;
  readonly google: EmulatedClient;
  readonly github: EmulatedClient;
}

/** Endpoints are named as `options.endpoints` of a connection. */
export interface EmulatedIdp {
  readonly baseUrl: string;
  readonly endpoints: {
    readonly issuer?: string;
    readonly authorization_endpoint: string;
    readonly token_endpoint: string;
    readonly userinfo_endpoint: string;
    readonly jwks_uri?: string;
    readonly revocation_endpoint?: string;
  };
}

export interface EmulatedIdps {
  readonly google: EmulatedIdp;
  readonly github: EmulatedIdp;
  close(): Promise<void>;
}

function googleSeed(client: EmulatedClient) {
  return {
    users: samplePeople.map(({ email, name, givenName, familyName, locale }) => ({
      email,
      name,
      given_name: givenName,
      family_name: familyName,
      locale,
      email_verified: true,
    })),
    oauth_clients: [oauthClient(client)],
    calendars: samplePeople.map(({ id, email }) => ({
      // Ids are shared by all users of the emulator.
      id: `${id}-calendar`,
      user_email: email,
      summary: email,
      primary: true,
      selected: true,
      time_zone: 'UTC',
    })),
    calendar_events: samplePeople.flatMap(({ id, email, appointments }) =>
      appointments.map(({ title, start, end }, index) => ({
        id: `${id}-event-${index}`,
        user_email: email,
        calendar_id: `${id}-calendar`,
        summary: title,
        start_date_time: start,
        end_date_time: end,
      })),
    ),
  };
}

function githubSeed(client: EmulatedClient) {
  return {
    users: samplePeople.map(({ id, name, email, work }) => ({ login: id, name, email, bio: work })),
    repos: samplePeople.map(({ id, work }) => ({ owner: id, name: 'notes', description: work, auto_init: true })),
    oauth_apps: [oauthClient(client)],
  };
}

function oauthClient({ clientId, clientSecret, redirectUris }: EmulatedClient) {
  return { client_id: clientId, client_secret: clientSecret, name: 'Valetkey', redirect_uris: [...redirectUris] };
}

/** emulate writes its own address into tokens and pages, so the port must be known before it starts. */
async function freePort(host: string): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * Starts a Google- and a GitHub-shaped IdP, each with the sample people and one client.
 * Good for the shape of the journey only: their APIs take ANY bearer token (an unknown one acts as the first person),
 * their tokens never end, and Google's subjects are new at each start.
 * @throws Error when emulate is not installed, or a port is taken.
 */
export async function startEmulatedIdps(options: EmulatedIdpsOptions): Promise<EmulatedIdps> {
  const { createEmulator } = await loadOptional('emulate@0.12.2', () => import('emulate'));
  const hostname = options.host ?? '127.0.0.1';

  async function start(service: 'google' | 'github', wanted: number, seed: object): Promise<Emulator> {
    const port = wanted || (await freePort(hostname));
    const baseUrl = `http://${hostname}:${port}`;
    return createEmulator({ service, port, hostname, baseUrl, seed: { [service]: seed } });
  }

  const google = await start('google', options.googlePort, googleSeed(options.google));
  const github = await start('github', options.githubPort, githubSeed(options.github)).catch(async (error: unknown) => {
    await google.close();
    throw error;
  });
  return {
    google: {
      baseUrl: google.url,
      endpoints: {
        issuer: google.url,
        authorization_endpoint: `${google.url}/o/oauth2/v2/auth`,
        token_endpoint: `${google.url}/oauth2/token`,
        userinfo_endpoint: `${google.url}/oauth2/v2/userinfo`,
        jwks_uri: `${google.url}/oauth2/v3/certs`,
        revocation_endpoint: `${google.url}/oauth2/revoke`,
      },
    },
    github: {
      baseUrl: github.url,
      endpoints: {
        authorization_endpoint: `${github.url}/login/oauth/authorize`,
        token_endpoint: `${github.url}/login/oauth/access_token`,
        userinfo_endpoint: `${github.url}/user`,
      },
    },
    async close() {
      await Promise.all([google.close(), github.close()]);
    },
  };
}
