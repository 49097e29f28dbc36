import type { Agent, buildConnector } from 'undici';
import { ValetkeyError } from '../../base/index.ts';
import { findUrlProblem, withoutFinalDots } from './check-url.ts';
import { isOpenPlace, type OpenPlaces } from './open-places.ts';
import { createPinnedLookup, type ResolveName, systemResolver } from './pinned-lookup.ts';
import { parseJson, readBody } from './read-body.ts';
import { translateTransportError } from './transport-errors.ts';

export interface EgressOptions {
  /** Opens loopback, RFC 1918, RFC 6598 and RFC 4193 addresses, and http to loopback; all at once is for development. */
  allowPrivate: OpenPlaces;
  resolve?: ResolveName;
  /** Milliseconds; 3 seconds unless told. */
  connectTimeout?: number;
  /** Milliseconds from the call to the last byte; 10 seconds unless told. */
  totalTimeout?: number;
  /** Bytes of a body after decompression; 1 MiB unless told. */
  maxBytes?: number;
}

export interface EgressRequest {
  method?: 'GET' | 'POST' | 'DELETE';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Lowers the limit of the body for this call. */
  maxBytes?: number;
  signal?: AbortSignal | null;
}

export interface EgressAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** @throws {ValetkeyError} `idp_answer_invalid` */
  json(): unknown;
}

/** The one way out: every call to an address that came from settings or from an IdP goes through here. */
export interface Egress {
  /** What is wrong with an address, for save-time checks; it asks no resolver. */
  checkUrl(url: string | URL): string | undefined;
  /**
   * Follows no redirect, sends no cookie, heeds no proxy variable.
   * @throws {ValetkeyError} `egress_refused`, `idp_unreachable` or `idp_answer_invalid`; the detail never quotes the body.
   */
  request(url: string | URL, options?: EgressRequest): Promise<EgressAnswer>;
  close(): Promise<void>;
}

function readHeaders(raw: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(raw)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  return headers;
}

/** Loaded with the first call: a fifth of what a server needs to start, in time and in memory. */
async function openTransport(
  options: Agent.Options,
  { resolve, open, timeout }: { resolve: ResolveName; open: OpenPlaces; timeout: number },
) {
  const { Agent, buildConnector, request } = await import('undici');
  const connectorFor = (allowPrivate: boolean) =>
    buildConnector({
      timeout,
      allowH2: false,
      lookup: createPinnedLookup(resolve, allowPrivate),
      // Said out loud, so that NODE_TLS_REJECT_UNAUTHORIZED=0 does not reach here.
      rejectUnauthorized: true,
    });
  const [shut, opened] = [connectorFor(false), connectorFor(true)];
  const choose: buildConnector.connector = (to, done) => {
    const host = withoutFinalDots(to.hostname.replace(/^\[|\]$/g, ''));
    const port = to.port || (to.protocol === 'https:' ? '443' : '80');
    return (isOpenPlace(open, host, port) ? opened : shut)(to, done);
  };
  return { agent: new Agent({ ...options, connect: choose }), send: request };
}

export function createEgress(options: EgressOptions): Egress {
  const { allowPrivate, resolve = systemResolver, connectTimeout = 3000, totalTimeout = 10_000 } = options;
  const limit = options.maxBytes ?? 1024 * 1024;
  const agentOptions = {
    // Bounds the sockets that one slow IdP can hold; who waits longer than totalTimeout gives up.
    connections: 256,
    headersTimeout: totalTimeout,
    bodyTimeout: totalTimeout,
    allowH2: false,
  };
  const connectOptions = { resolve, open: allowPrivate, timeout: connectTimeout };
  let transport: ReturnType<typeof openTransport> | undefined;

  async function request(input: string | URL, call: EgressRequest = {}): Promise<EgressAnswer> {
    const { method = 'GET', headers, body: content, maxBytes = limit } = call;
    const problem = findUrlProblem(input, allowPrivate);
    if (problem !== undefined) throw new ValetkeyError('egress_refused', { detail: `the address ${problem}` });
    const url = new URL(input);
    transport ??= openTransport(agentOptions, connectOptions);
    const { agent, send } = await transport;
    const timeout = AbortSignal.timeout(totalTimeout);
    try {
      const answer = await send(url, {
        dispatcher: agent,
        method,
        // Some IdPs refuse a request without a user agent.
        headers: { ...headers, 'user-agent': 'valetkey', 'accept-encoding': 'identity' },
        body: content ?? null,
        signal: call.signal ? AbortSignal.any([timeout, call.signal]) : timeout,
      });
      const received = readHeaders(answer.headers);
      const encoding = received.get('content-encoding') ?? undefined;
      const text = (await readBody(answer.body, encoding, Math.min(maxBytes, limit))).toString();
      return { status: answer.statusCode, headers: received, text, json: () => parseJson(text) };
    } catch (error) {
      throw translateTransportError(error, `${method} ${url.origin}${url.pathname}`);
    }
  }

  return {
    checkUrl: (url) => findUrlProblem(url, allowPrivate),
    request,
    async close() {
      await (await transport)?.agent.destroy();
    },
  };
}
