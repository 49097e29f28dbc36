import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Page, pageHeaders } from '../../src/app/pages/index.ts';

export interface Submission {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A page of ours, plain HTML, or an address to redirect to. */
export type Answer = Page | string | { readonly location: string };

export interface PageServer {
  readonly origin: string;
  /** What is served under a path; everything else answers with a short text. */
  readonly answers: Map<string, Answer>;
  /** Every POST, in order. */
  readonly submissions: Submission[];
  close(): void;
}

/** An origin of its own on loopback that serves what a test puts into it. */
export async function startPageServer(): Promise<PageServer> {
  const answers = new Map<string, Answer>();
  const submissions: Submission[] = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    if (request.method === 'POST') submissions.push({ path, headers: request.headers, body: await text(request) });
    const answer = answers.get(path);
    if (answer === undefined) response.writeHead(200, { 'content-type': 'text/plain' }).end('here');
    else if (typeof answer === 'string')
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(answer);
    else if ('location' in answer) response.writeHead(303, { location: answer.location }).end();
    else response.writeHead(answer.status ?? 200, pageHeaders(answer)).end(answer.html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    submissions,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
