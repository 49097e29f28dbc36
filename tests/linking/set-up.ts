import {
  type Broker,
  type Browser,
  createBrowser,
  createTestClock,
  type DatabaseKind,
  decodeClaims,
  getManagementToken,
  getTokens,
  oidcConnection,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

/** Somebody who signed in: who that is here, and at the IdP. */
export interface Person {
  readonly userId: string;
  readonly subject: string;
  readonly connection: 'con1' | 'con2';
  /** `user_id` in `identities[]`. */
  readonly idpUserId: string;
  readonly idToken: string;
  readonly accessToken: string;
  readonly browser: Browser;
}

export interface Place {
  readonly broker: Broker;
  readonly idp: TestIdp;
  /** Signs somebody in, by default somebody new, with a token for the Management API. */
  person(connection?: 'con1' | 'con2', subject?: string, more?: Record<string, string>): Promise<Person>;
  send(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** Links by name with the backend's token. */
  link(primary: Person, secondary: Person): Promise<Answer>;
  unlink(primary: Person, secondary: Person): Promise<Answer>;
  /** A user with tokens, as the backend reads it. */
  user(userId: string): Promise<Answer>;
  identities(userId: string): Promise<Json[]>;
  /** A refresh token out of the session of somebody. */
  refreshTokenOf(person: Person): Promise<string>;
  close(): Promise<void>;
}

export const userPath = (userId: string) => `/users/${encodeURIComponent(userId)}`;

export const manageOneself = 'openid profile offline_access read:current_user update:current_user_identities';

export async function startPlace(database: DatabaseKind): Promise<Place> {
  const clock = createTestClock();
  const idp = await startTestIdp({ clock });
  idp.behave({ refreshTokens: 'always', rotate: true });
  const connections = oidcConnection('con1', idp) + oidcConnection('con2', idp);
  const broker = await startBroker({
    database,
    clock,
    tenant: tenantFile(connections, limitedClient).replace(
      "'read:clients']",
      "'read:logs', 'update:users', 'delete:users']\n    idp_tokens: { refresh_token: true }",
    ),
  });
  let people = 0;
  const management = await getManagementToken(broker);

  const place: Place = {
    broker,
    idp,
    async person(connection = 'con1', subject = `person${++people}`, more = {}) {
      idp.behave({ user: subject });
      const browser = createBrowser();
      const parameters = { connection, scope: manageOneself, audience: `${broker.issuer}api/v2/`, ...more };
      const tokens = await getTokens(broker, parameters, browser);
      const userId = String(decodeClaims(tokens.id_token).sub);
      return {
        ...{ userId, subject, connection, browser, idpUserId: `${connection}|${subject}` },
        idToken: String(tokens.id_token),
        accessToken: String(tokens.access_token),
      };
    },
    async send(method, path, body, token = management) {
      const response = await fetch(`${broker.url}/api/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json) };
    },
    link: (primary, secondary) =>
      place.send('POST', `${userPath(primary.userId)}/identities`, {
        provider: 'oidc',
        user_id: secondary.idpUserId,
      }),
    unlink: (primary, secondary) =>
      place.send('DELETE', `${userPath(primary.userId)}/identities/oidc/${encodeURIComponent(secondary.idpUserId)}`),
    user: (userId) => place.send('GET', userPath(userId)),
    async identities(userId) {
      return ((await place.user(userId)).body.identities ?? []) as Json[];
    },
    async refreshTokenOf({ browser, connection }) {
      const parameters = { connection, scope: 'openid offline_access', prompt: 'none' };
      return String((await getTokens(broker, parameters, browser)).refresh_token);
    },
    async close() {
      await broker.close();
      await idp.close();
    },
  };
  return place;
}

/** The client `other` may read the tokens of one connection. */
const limitedClient = `
  - client_id: other
    audience: https://tenant.auth0.com/api/v2/
    scope: ['read:users', 'read:user_idp_tokens']
    idp_tokens: { connections: [con1] }
`;
