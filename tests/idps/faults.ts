import type { ServerResponse } from 'node:http';
import { createGzip } from 'node:zlib';
import type { Fault } from './behaviour.ts';

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}

/** Writes `total` bytes in pieces, only as fast as the reader takes them, and stops when it goes away. */
function pour(sink: NodeJS.WritableStream, response: ServerResponse, total: number): void {
  const piece = Buffer.alloc(64 * 1024, 'a');
  let left = total;
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= piece.length;
      if (!sink.write(piece)) return void sink.once('drain', more);
    }
    if (!response.destroyed) sink.end('"}');
  };
  sink.write('{"access_token":"');
  more();
}

/** Plays a fault; true when the request is answered (or deliberately is not), false when the work goes on. */
export async function playFault(fault: Fault, response: ServerResponse): Promise<boolean> {
  const socket = response.socket;
  switch (fault.kind) {
    case 'error':
      sendJson(response, fault.status ?? 400, { error: fault.error, error_description: fault.description });
      return true;
    case 'answer':
      response.writeHead(fault.status ?? 200, { 'content-type': fault.type ?? 'application/json', ...fault.headers });
      response.end(fault.body ?? '');
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>secret page of the IdP</body></html>');
      return true;
    case 'empty':
      response.writeHead(200, { 'content-type': 'application/json' }).end();
      return true;
    case 'redirect':
      response.writeHead(302, { location: fault.to }).end();
      return true;
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
      return false;
    case 'hang':
      return true;
    case 'reset':
      socket?.resetAndDestroy();
      return true;
    case 'drip': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), fault.milliseconds);
      response.once('close', () => clearInterval(timer));
      return true;
    }
    case 'huge':
      response.writeHead(200, { 'content-type': 'application/json' });
      pour(response, response, fault.bytes);
      return true;
    case 'gzip-bomb': {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      const gzip = createGzip();
      gzip.pipe(response);
      pour(gzip, response, fault.bytes);
      return true;
    }
    case 'raw':
      socket?.write(fault.bytes);
      if (fault.end ?? true) socket?.end();
      return true;
  }
}
