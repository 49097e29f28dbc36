import { createFirstStartLink } from '../../src/administrators/index.ts';
import type { Role } from '../../src/contract/index.ts';
import { type Broker, type BrokerOptions, startBroker, tenantFile } from '../broker/index.ts';
import { type Answer, send } from '../every-route/send.ts';

export type { Answer };

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Leaves out what a page of the dashboard sends by itself: cookie and token. */
  readonly bare?: boolean;
}

/** Somebody in front of a browser: a cookie, and the token that the session gave. */
export interface Visitor {
  cookie: string | undefined;
  csrfToken: string | undefined;
  /** Below /dashboard/api. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

export const cookieName = 'valetkey-dashboard';

/** The value that an answer sets; empty when it takes the cookie away, undefined when it says nothing. */
export function setCookieOf({ headers }: Answer): string | undefined {
  const line = [headers['set-cookie'] ?? []].flat().find((one) => one.startsWith(`${cookieName}=`));
  return line?.slice(cookieName.length + 1).split(';')[0];
}

export function createVisitor(url: string): Visitor {
  const visitor: Visitor = {
    cookie: undefined,
    csrfToken: undefined,
    async call(method, path, { body, headers = {}, bare } = {}) {
      const own = {
        ...(visitor.cookie !== undefined && { cookie: `${cookieName}=${visitor.cookie}` }),
        ...(visitor.csrfToken !== undefined && { 'x-csrf-token': visitor.csrfToken }),
      };
      const answer = await send(url, `/dashboard/api${path}`, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...(!bare && own), ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const cookie = setCookieOf(answer);
      if (cookie !== undefined) visitor.cookie = cookie === '' ? undefined : cookie;
      if (answer.body.state === 'signed_in') visitor.csrfToken = String(answer.body.csrf_token);
      return answer;
    },
  };
  return visitor;
}

export const password = 'correct horse battery staple';
export const emailOf = (name: string) => `${name}@example.com`;

export function tokenOf(url: string): string {
  return new URL(url).hash.slice(1);
}

export async function startDashboard(options: Partial<BrokerOptions> = {}): Promise<Broker> {
  return startBroker({ tenant: tenantFile('[]'), ...options });
}

/** The first administrator, who used the link of the first start. */
export async function makeFirstAdministrator(broker: Broker, name = 'ada'): Promise<Visitor> {
  const link = await createFirstStartLink(broker.app.tenant);
  const visitor = createVisitor(broker.url);
  await accept(visitor, tokenOf(link!.url), name);
  return visitor;
}

async function accept(visitor: Visitor, token: string, name: string): Promise<void> {
  const body = { token, name, email: emailOf(name), password };
  const { status, text } = await visitor.call('POST', '/invitations/accept', { body });
  if (status !== 200) throw new Error(`the invitation was refused: ${text}`);
}

/** Another administrator, invited by the first. */
export async function makeAdministrator(admin: Visitor, broker: Broker, role: Role, name: string): Promise<Visitor> {
  const { status, text, body } = await admin.call('POST', '/invitations', { body: { role } });
  if (status !== 201) throw new Error(`no invitation: ${text}`);
  const visitor = createVisitor(broker.url);
  await accept(visitor, tokenOf(String(body.url)), name);
  return visitor;
}

export async function idOf(visitor: Visitor): Promise<string> {
  const { body } = await visitor.call('GET', '/session');
  return (body.administrator as { id: string }).id;
}

export function signIn(visitor: Visitor, name: string, given = password, headers = {}): Promise<Answer> {
  return visitor.call('POST', '/session', { body: { email: emailOf(name), password: given }, headers });
}

/** Another server process of the same installation. */
export function startNode(broker: Broker, config: BrokerOptions['config'] = {}): Promise<Broker> {
  return startBroker({
    tenant: '{}',
    clock: broker.clock,
    databaseUrl: broker.config.databaseUrl,
    keyring: broker.config.keyring,
    config: { issuer: broker.issuer, trustProxy: broker.config.trustProxy, ...config },
  });
}
