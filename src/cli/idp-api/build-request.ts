import { readFileSync } from 'node:fs';
import { usageFailure } from '../failure.ts';
import { parseSecureUrl } from '../secure-url.ts';

/** The request without the token, which is added when it is sent. */
export interface ApiRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Buffer<ArrayBuffer> | undefined;
}

export interface RequestOptions {
  request?: string;
  header?: readonly string[];
  data?: string;
}

function readBody(data: string): Buffer<ArrayBuffer> {
  if (!data.startsWith('@')) return Buffer.from(data);
  const path = data.slice(1);
  try {
    return Buffer.from(readFileSync(path === '-' ? process.stdin.fd : path));
  } catch (error) {
    throw usageFailure(`The body cannot be read (${(error as NodeJS.ErrnoException).code}): ${path}`);
  }
}

function guessContentType(body: Buffer): string {
  try {
    JSON.parse(body.toString());
    return 'application/json';
  } catch {
    return 'application/x-www-form-urlencoded';
  }
}

function readHeaders(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const [, name, value] = /^([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw usageFailure("A header is written as -H 'Name: value'.");
    if (name.toLowerCase() === 'authorization') throw usageFailure("The Authorization header is the IdP token's own.");
    try {
      headers.append(name, value);
    } catch {
      throw usageFailure(`The header ${name} has a name or value that HTTP does not allow.`);
    }
  }
  return headers;
}

/** @throws {CommandFailure} a usage failure */
export function buildRequest(url: string, options: RequestOptions): ApiRequest {
  const body = options.data === undefined ? undefined : readBody(options.data);
  const method = options.request?.toUpperCase() ?? (body ? 'POST' : 'GET');
  if (!/^[A-Z]+$/.test(method) || ['CONNECT', 'TRACE', 'TRACK'].includes(method)) {
    throw usageFailure(`The method ${method} cannot be sent.`);
  }
  if (body && (method === 'GET' || method === 'HEAD')) throw usageFailure(`A ${method} request has no body.`);
  const headers = readHeaders(options.header ?? []);
  if (body && !headers.has('content-type')) headers.set('content-type', guessContentType(body));
  return { url: parseSecureUrl(url, 'The URL'), method, headers, body };
}
