import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Step } from './example-app-backend.ts';

/** What the application remembers of one browser. */
export interface Session {
  readonly pending?: {
    readonly connection: string;
    readonly state: string;
    readonly nonce: string;
    readonly verifier: string;
  };
  readonly signedIn?: {
    readonly connection: string;
    readonly userId: string;
    readonly name: string;
    /** What the sign-in itself showed. */
    readonly signInStep: Step;
    readonly backendSteps: readonly Step[];
  };
}

// Cookies know no ports: the name must differ from every other program's on this host.
const cookieName = 'valetkey_example_app';
const most = 1_000;

export interface Sessions {
  read(request: IncomingMessage): Session;
  /** Under a new id each time, so that nobody's earlier cookie becomes a signed-in one. */
  write(request: IncomingMessage, response: ServerResponse, session: Session): void;
}

/** Sessions in memory, the oldest forgotten first. */
export function createSessions(): Sessions {
  const sessions = new Map<string, Session>();
  const idOf = (request: IncomingMessage) =>
    new RegExp(`(?:^|; *)${cookieName}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1] ?? '';
  return {
    read: (request) => sessions.get(idOf(request)) ?? {},
    write(request, response, session) {
      sessions.delete(idOf(request));
      const oldest = sessions.size >= most ? sessions.keys().next().value : undefined;
      if (oldest) sessions.delete(oldest);
      const id = randomBytes(24).toString('base64url');
      sessions.set(id, session);
      response.setHeader('set-cookie', `${cookieName}=${id}; Path=/; HttpOnly; SameSite=Lax`);
    },
  };
}
