import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export interface LoopbackServer {
  /** `http://host:port`, without a trailing slash. */
  readonly origin: string;
  /** Requests that come before this are answered with 503: an IdP must know its port before it can be built. */
  handle(handler: RequestHandler): void;
  close(): Promise<void>;
}

const formLimit = 64 * 1024;

/** Listens for plain HTTP. `port` 0 takes a free one. */
export async function listenOnLoopback(port: number, host = '127.0.0.1'): Promise<LoopbackServer> {
  let handler: RequestHandler = (_request, response) => {
    response.writeHead(503).end();
  };
  const server = createServer((request, response) => {
    // One failed request must not end a process that hosts several servers.
    (async () => handler(request, response))().catch((error: unknown) => {
      console.error('sandbox:', error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('Something went wrong in the sandbox. The terminal it was started from says more.');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    handle(next) {
      handler = next;
    },
    close() {
      return new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
    },
  };
}

/** The fields of a posted form. Bodies over 64 KB are refused. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > formLimit) throw new Error('The posted form is too large.');
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}
