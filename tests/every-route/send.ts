import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

export interface Request {
  readonly method: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer | undefined;
}

/** A request as it is, which fetch would not let through: any method, any path. */
export function send(origin: string, path: string, { method, headers = {}, body }: Request): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    // Node frames a body of DELETE only when it is told to.
    const framing = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const options = { hostname, port, path, method, headers: { ...framing, ...headers }, agent };
    const outgoing = request(options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      const isJson = /json/.test(response.headers['content-type'] ?? '') && text !== '';
      const { statusCode: status = 0, headers } = response;
      resolve({ status, headers, text, body: isJson ? JSON.parse(text) : {} });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
