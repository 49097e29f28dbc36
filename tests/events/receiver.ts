import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it arrived. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What to do with a message, after it was read: 204 unless told. */
export type Reaction = (message: Received, response: ServerResponse) => void;

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  react(reaction: Reaction): void;
  /** Answers with 204 again, and forgets what came. */
  reset(): void;
  close(): Promise<void>;
}

export const answerWith =
  (status: number, headers: Record<string, string> = {}): Reaction =>
  (_message, response) =>
    void response.writeHead(status, headers).end();

/** The message was read whole, and the sender never learns of it. */
export const dropConnection: Reaction = (_message, response) => void response.socket?.destroy();

/** A real server of an operator, on a free loopback port. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let reaction: Reaction = answerWith(204);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const message = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
    received.push(message);
    reaction(message, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    react: (next) => {
      reaction = next;
    },
    reset() {
      reaction = answerWith(204);
      received.length = 0;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/**
 * Verifies a message as the Standard Webhooks specification tells a receiver to, with WebCrypto: nothing of this is
 * shared with what signs.
 */
export async function verifyMessage({ headers, body }: Received, secret: string): Promise<boolean> {
  const bytes = secret.startsWith('whsec_')
    ? Uint8Array.from(atob(secret.slice(6)), (character) => character.charCodeAt(0))
    : new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const signed = new TextEncoder().encode(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`);
  const signatures = String(headers['webhook-signature']).split(' ');
  const checks = signatures.map(async (entry) => {
    const [version, signature = ''] = entry.split(',');
    const raw = Uint8Array.from(atob(signature), (character) => character.charCodeAt(0));
    return version === 'v1' && (await crypto.subtle.verify('HMAC', key, raw, signed));
  });
  return (await Promise.all(checks)).includes(true);
}
