import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Answer, Fault, Passing } from './planted-faults.ts';

export interface FaultProxy {
  readonly url: string;
  /** Where the honest provider is. */
  target: string;
  fault: Fault;
  close(): Promise<void>;
}

const notForwarded = ['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'];

async function readPassing(request: IncomingMessage): Promise<Passing & { text: string }> {
  const url = new URL(request.url ?? '/', 'http://proxy');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return { path: url.pathname, query: url.searchParams, form: new URLSearchParams(text), text };
}

async function forward(target: string, request: IncomingMessage, passing: Passing): Promise<Answer> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (!notForwarded.includes(name) && value !== undefined) headers.set(name, String(value));
  }
  const hasBody = request.method === 'POST';
  const response = await fetch(`${target}${passing.path}?${passing.query}`, {
    method: request.method ?? 'GET',
    headers,
    redirect: 'manual',
    ...(hasBody && { body: passing.form }),
  });
  return { status: response.status, headers: new Headers(response.headers), body: await response.text() };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.statusCode = status;
  for (const [name, value] of headers) {
    if (!['content-encoding', 'set-cookie', ...notForwarded].includes(name)) response.setHeader(name, value);
  }
  response.setHeader('set-cookie', headers.getSetCookie());
  response.end(body);
}

/** Stands before a provider, under the provider's own name, and plays its faults. */
export async function startFaultProxy(): Promise<FaultProxy> {
  const proxy: Omit<FaultProxy, 'url' | 'close'> = { target: '', fault: {} };
  const server = createServer(async (request, response) => {
    const passing = await readPassing(request);
    proxy.fault.before?.(passing);
    const made = proxy.fault.instead?.(passing);
    const answer = made ?? (await forward(proxy.target, request, passing));
    if (!made) proxy.fault.after?.(passing, answer);
    send(response, answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return Object.assign(proxy, {
    url: `http://localhost:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
