import type { z } from 'zod';
import type { Administration, DashboardSession } from '../administrators/index.ts';
import type { DashboardEndpoint, PageTexts } from '../contract/index.ts';
import type { RequestLog } from '../logs/index.ts';
import type { TokenReadProof, Vault } from '../vault/index.ts';

/** What every handler works with. */
export interface Dashboard {
  readonly administration: Administration;
  readonly vault: Vault;
  readonly version: string;
  /** The identity providers are those of the sandbox. */
  readonly sandbox: boolean;
  /** Tells the operator's log of a failure that no request waits for. */
  report(error: unknown, what: string): void;
  /** V-15: the operator let administrators see IdP tokens. */
  readonly revealAllowed: boolean;
  /** The texts of the pages in a language; undefined for one that they do not speak. */
  describePageTexts(language: string): PageTexts | undefined;
}

/** What a handler is given: input that its endpoint's schemas accepted, and who asks. */
export interface DashboardRequest<E extends DashboardEndpoint, Session = DashboardSession> {
  readonly dashboard: Dashboard;
  readonly params: z.output<E['params']>;
  readonly query: z.output<E['query']>;
  readonly body: z.output<E['body']>;
  readonly session: Session;
  /** The cookie as it came, alive or not. */
  readonly cookie: string | undefined;
  /** To which sign-ins under way are bound. */
  readonly browserCookie: string | undefined;
  /** Where the request came from. */
  readonly address: string;
  readonly requestId: string;
  /** Where the endpoint says that it reads an IdP token. */
  readonly proof: TokenReadProof | undefined;
  readonly log: RequestLog;
}

type Answers<E extends DashboardEndpoint> = {
  [S in keyof E['answers'] & number]: {
    readonly status: S;
    readonly body: z.input<E['answers'][S]>;
    /** The session's new cookie; null takes it away. */
    readonly cookie?: string | null;
    /** For a browser that had none, by which sign-ins under way are told apart. */
    readonly browserCookie?: string;
    /** More for the entry in the tenant log; never a token, a secret or what an IdP answered. */
    readonly details?: Readonly<Record<string, unknown>>;
  };
}[keyof E['answers'] & number];

/** A plain function from request to answer; failures are thrown as `ValetkeyError`. */
export type Handler<E extends DashboardEndpoint, Session = DashboardSession> = (
  request: DashboardRequest<E, Session>,
) => Promise<Answers<E>>;

/** Gives the status its exact type, which the compiler holds against the endpoint's answers. */
export function answer<const S extends number, B>(status: S, body: B): { status: S; body: B } {
  return { status, body };
}

/** An endpoint with the function that serves it. */
export interface DashboardOperation {
  readonly endpoint: DashboardEndpoint;
  readonly handle: Handler<DashboardEndpoint, DashboardSession | undefined>;
}

/** Joins an endpoint for who is signed in and its handler; here the handler's exact type is checked and then forgotten. */
export function serve<E extends DashboardEndpoint>(endpoint: E, handle: Handler<NoInfer<E>>): DashboardOperation {
  if (endpoint.access === 'anyone') throw new TypeError(`${endpoint.operationId} is for anyone: serveAnyone`);
  return { endpoint, handle: handle as unknown as DashboardOperation['handle'] };
}

/** The same for an endpoint that needs no session. */
export function serveAnyone<E extends DashboardEndpoint>(
  endpoint: E,
  handle: Handler<NoInfer<E>, DashboardSession | undefined>,
): DashboardOperation {
  if (endpoint.access !== 'anyone') throw new TypeError(`${endpoint.operationId} needs a session: serve`);
  return { endpoint, handle: handle as unknown as DashboardOperation['handle'] };
}
