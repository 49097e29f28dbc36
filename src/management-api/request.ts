import type { z } from 'zod';
import { ValetkeyError } from '../base/index.ts';
import type { Endpoint } from '../contract/index.ts';
import type { RequestLog } from '../logs/index.ts';
import type { Caller } from '../oauth-server/index.ts';
import type { Editor } from '../tenant/index.ts';
import type { TokenReading } from '../users/index.ts';
import type { Vault } from '../vault/index.ts';

/** What a handler is given: input that its endpoint's schemas accepted, and who asks. */
export interface ManagementRequest<E extends Endpoint> {
  readonly vault: Vault;
  readonly params: z.output<E['params']>;
  readonly query: z.output<E['query']>;
  readonly body: z.output<E['body']>;
  readonly caller: Caller;
  /** Knows the caller. That a write succeeded or failed is written by whoever calls the handler. */
  readonly log: RequestLog;
  /** There only when the caller's token may read IdP tokens. */
  readonly tokenReading: TokenReading | undefined;
  /** Says something to beware of beside the answer. */
  warn(text: string): void;
}

type Answers<E extends Endpoint> = {
  [S in keyof E['answers'] & number]: {
    readonly status: S;
    readonly body: z.input<E['answers'][S]>;
    readonly headers?: Readonly<Record<string, string>>;
  };
}[keyof E['answers'] & number];

/** A plain function from request to answer; failures are thrown as `ValetkeyError`. */
export type Handler<E extends Endpoint> = (request: ManagementRequest<E>) => Promise<Answers<E>>;

/** Gives the status its exact type, which the compiler holds against the endpoint's answers. */
export function answer<const S extends number, B>(status: S, body: B): { status: S; body: B } {
  return { status, body };
}

/** For what needs more than one of its endpoint's scopes. */
export function requireScopes({ scopes }: Caller, needed: readonly string[]): void {
  const missing = needed.filter((scope) => !scopes.has(scope));
  if (missing.length === 0) return;
  throw new ValetkeyError('insufficient_scope', {
    description: `Insufficient scope, expected: ${missing.join(',')}`,
  });
}

/** An endpoint with the function that serves it. */
export interface Operation {
  readonly endpoint: Endpoint;
  readonly handle: Handler<Endpoint>;
}

/** Joins an endpoint and its handler; here the handler's exact type is checked and then forgotten. */
export function serve<E extends Endpoint>(endpoint: E, handle: Handler<NoInfer<E>>): Operation {
  return { endpoint, handle: handle as unknown as Handler<Endpoint> };
}

/** What changes of the configuration are made with. */
export function editorOf({ vault, warn }: Pick<ManagementRequest<Endpoint>, 'vault' | 'warn'>): Editor {
  return { tenant: vault.tenant, checkUrl: (url) => vault.idpClient.checkUrl(url), warn };
}
