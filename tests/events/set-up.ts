import {
  type Broker,
  type BrokerOptions,
  configure,
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
import { type Received, type Receiver, startReceiver } from './receiver.ts';

export const plainSecret = 'a-plain-secret-MARKER-5e1b9c';
export const encodedSecret = `whsec_${Buffer.from('MARKER-key-of-thirty-two-bytes-!').toString('base64')}`;

export interface WebhookEntry {
  url: string;
  secret?: string;
  events?: string[];
}

export interface Event {
  id: string;
  type: string;
  timestamp: string;
  data: Record<string, unknown> & { user_id: string; state: string; reason?: string };
}

export const eventOf = ({ body }: Received) => JSON.parse(body) as Event;
export const typesOf = (received: readonly Received[], userId?: string) =>
  received
    .map(eventOf)
    .filter(({ data }) => userId === undefined || data.user_id === userId)
    .map(({ type }) => type);

export const webhooksFile = (webhooks: readonly WebhookEntry[]) =>
  JSON.stringify({ tenant: { idp_tokens: { webhooks } } });

/** A clock that moves only when it is told to: what is due does not depend on how fast the machine is. */
export function createFrozenClock(start = Date.now()): BrokerOptions['clock'] & object {
  let now = start;
  return {
    now: () => now,
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}

/** A broker with an IdP and a receiver behind it, and users whose grants break and recover. */
export async function startWorld(database: DatabaseKind, options: Partial<BrokerOptions> = {}) {
  const clock = options.clock ?? createFrozenClock();
  const idp = await startTestIdp({ clock });
  const receiver = await startReceiver();
  const tenant = tenantFile(oidcConnection('con1', idp)).replace("'read:clients'", "'read:clients', 'read:logs'");
  const broker = await startBroker({ database, clock, tenant, ...options });
  return createWorld(broker, idp, receiver);
}

export type World = Awaited<ReturnType<typeof startWorld>>;

let people = 0;

function createWorld(broker: Broker, idp: TestIdp, receiver: Receiver) {
  const personOf = (userId: string) => userId.split('|').at(-1) ?? '';

  async function signInAs(person: string): Promise<string> {
    idp.behave({ user: person });
    const { id_token } = await getTokens(broker, { prompt: 'login' });
    return String(decodeClaims(id_token).sub);
  }

  async function read(userId: string): Promise<void> {
    const token = await getManagementToken(broker, 'read:user_idp_tokens');
    const { status } = await readManagement(broker, `/users/${encodeURIComponent(userId)}`, token);
    if (status !== 200) throw new Error(`the user could not be read: ${status}`);
  }

  const world = {
    broker,
    idp,
    receiver,
    /** The IdP and the receiver are honest again; tokens live ten minutes. */
    reset() {
      idp.reset();
      idp.behave({ refreshTokens: 'always', accessTokenLifetime: 600 });
      receiver.reset();
    },
    useWebhooks: (webhooks: readonly WebhookEntry[]) => configure(broker.app, webhooksFile(webhooks)),
    async newUser(): Promise<string> {
      people += 1;
      return signInAs(`person-${people}`);
    },
    /** The IdP says that the grant is gone, and somebody reads. */
    async breakGrant(userId: string): Promise<void> {
      broker.clock.advance(700_000);
      idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400 } } });
      await read(userId);
      idp.behave({ faults: {} });
    },
    /** The user signs in again. */
    recover: (userId: string) => signInAs(personOf(userId)),
    read,
    /** What is due is delivered when this is over. */
    deliver: () => broker.app.eventDelivery.run(),
    async listEvents(query = '') {
      const token = await getManagementToken(broker, 'read:logs');
      const { status, body } = await readManagement(broker, `/idp-grant-events${query}`, token);
      return { status, body: body as { events: (Event & { deliveries: Record<string, unknown>[] })[]; next?: string } };
    },
    async close() {
      await broker.close();
      await receiver.close();
      await idp.close();
    },
  };
  world.reset();
  return world;
}
