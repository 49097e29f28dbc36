import { expect } from 'vitest';
import {
  type Broker,
  createTestClock,
  type DatabaseKind,
  decodeClaims,
  getManagementToken,
  getTokens,
  oidcConnection,
  readManagement,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

export type Json = Record<string, unknown>;

/** A connection of GitHub's shape at a test IdP: grants are deleted by the client. */
export function githubConnection(name: string, idp: TestIdp): string {
  return `
  - name: ${name}
    strategy: github
    enabled_clients: [web]
    options:
      client_id: ${idp.clientId}
      client_secret: ${idp.clientSecret}
      endpoints:
        authorization_endpoint: ${idp.endpoints.authorization_endpoint}
        token_endpoint: ${idp.endpoints.token_endpoint}
        userinfo_endpoint: ${idp.endpoints.userinfo_endpoint}
        revocation_endpoint: ${idp.url}/api/applications/{client_id}/grant
`;
}

/** A connection of Facebook's shape at a test IdP: grants are deleted with the user's token. */
export function facebookConnection(name: string, idp: TestIdp): string {
  return githubConnection(name, idp)
    .replace('strategy: github', 'strategy: facebook')
    .replace('applications/{client_id}/grant', '{subject}/permissions');
}

/** The tenant of the test catalogue, whose backend may do what is tested here. */
export function tenantOf(connections: string): string {
  return tenantFile(connections).replace(
    "'read:clients']",
    "'read:logs', 'update:users', 'delete:users']\n    idp_tokens: { refresh_token: true }",
  );
}

export interface Place {
  readonly idp: TestIdp;
  readonly broker: Broker;
  /** Signs somebody new in and gives the user_id. */
  newUser(parameters?: Record<string, string>): Promise<string>;
  signInAgain(userId: string): Promise<string>;
  send(method: string, path: string): Promise<{ status: number; body: Json }>;
  /** `identities[0]` with tokens. */
  identityOf(userId: string): Promise<Json>;
  healthOf(userId: string): Promise<Json>;
  /** What is told of this user's revocations, the newest first. */
  revocationsOf(userId: string): Promise<Json[]>;
  /** How this user's newest revocation stands: `state: outcome`. */
  outcomeOf(userId: string): Promise<string>;
  /** A whole round of the background work. */
  work(): Promise<void>;
  close(): Promise<void>;
}

export const userPath = (userId: string) => `/users/${encodeURIComponent(userId)}`;

/** A server with one connection to a test IdP, on a clock that tests move. */
export async function startPlace(
  database: DatabaseKind,
  connection: (name: string, idp: TestIdp) => string = oidcConnection,
): Promise<Place> {
  const clock = createTestClock();
  const idp = await startTestIdp({ clock });
  const broker = await startBroker({
    database,
    clock,
    tenant: tenantOf(connection('con1', idp)),
  });
  const subjects = new Map<string, string>();
  let people = 0;

  async function signInAs(subject: string, parameters: Record<string, string> = {}): Promise<string> {
    idp.behave({ user: subject, userinfo: { id: subject } });
    const { id_token } = await getTokens(broker, { prompt: 'login', ...parameters });
    const userId = String(decodeClaims(id_token).sub);
    subjects.set(userId, subject);
    return userId;
  }

  const place: Place = {
    idp,
    broker,
    newUser(parameters) {
      people += 1;
      return signInAs(`person${people}`, parameters);
    },
    signInAgain: (userId) => signInAs(subjects.get(userId)!),
    async send(method, path) {
      const response = await fetch(`${broker.url}/api/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${await getManagementToken(broker)}` },
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
    },
    async identityOf(userId) {
      const { body } = await place.send('GET', userPath(userId));
      return ((body.identities ?? []) as Json[])[0]!;
    },
    async healthOf(userId) {
      const { body } = await place.send('GET', `${userPath(userId)}/idp-grants`);
      return (body as unknown as Json[])[0]!;
    },
    async revocationsOf(userId) {
      const { status, body } = await readManagement(
        broker,
        '/idp-revocations?take=100',
        await getManagementToken(broker),
      );
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toMatch(/sealed|[ar]t_[\w-]{20}|_token":/);
      return (body.idp_revocations as Json[]).filter((one) => one.user_id === userId);
    },
    async outcomeOf(userId) {
      const [newest] = await place.revocationsOf(userId);
      return `${newest?.state}: ${newest?.outcome}`;
    },
    work: () => broker.app.revocations.run(),
    async close() {
      await broker.close();
      await idp.close();
    },
  };
  return place;
}
