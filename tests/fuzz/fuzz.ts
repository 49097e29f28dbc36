import { Agent, request } from 'node:http';
import { type Broker, configure, getTokens, m2m, postToken } from '../broker/index.ts';
import { createRandom } from './random.ts';
import { type FuzzRequest, nextRequest, type RequestGenerator } from './requests.ts';
import type { Known } from './values.ts';

export interface Fault {
  readonly request: FuzzRequest;
  /** The status, or what happened in place of an answer. */
  readonly outcome: number | string;
}

export interface FuzzReport {
  readonly requests: number;
  /** How many answers of each status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly faults: readonly Fault[];
  /** Milliseconds. */
  readonly slowest: number;
  readonly slowerThanASecond: number;
  /** Bytes of heap in use after each tenth, where the collector can be called. */
  readonly heap: readonly number[];
}

export interface FuzzOptions {
  readonly broker: Broker;
  readonly tenant: string;
  readonly known: Known;
  readonly seed: number;
  readonly requests: number;
  readonly atOnce?: number;
  onProgress?(done: number): void;
}

/** Milliseconds after which a request counts as hanging. */
const patience = 20_000;

function send(agent: Agent, port: number, fuzzed: FuzzRequest, tries = 3): Promise<number | string> {
  const { method, path, headers, body } = fuzzed;
  return new Promise((resolve) => {
    const framing = body === undefined ? {} : { 'content-length': String(body.length) };
    const options = { host: '127.0.0.1', port, method, path, headers: { ...framing, ...headers }, agent };
    try {
      const outgoing = request(options, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', (error) => resolve(`answer broken: ${error.message}`));
      });
      outgoing.setTimeout(patience, () => {
        resolve('hangs');
        outgoing.destroy();
      });
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // A connection that was kept alive may be gone, since a request that is malformed (431) ends it: clients ask again.
        const servedBefore = (outgoing.socket?.bytesRead ?? 0) > 0;
        if (servedBefore && error.code === 'ECONNRESET' && tries > 1) {
          resolve(send(agent, port, fuzzed, tries - 1));
        } else resolve(`no answer: ${error.code ?? error.message}`);
      });
      outgoing.end(body);
    } catch (error) {
      resolve(`not sent: ${(error as Error).message}`);
    }
  });
}

/** A server that has read enough of a body it will not take may hang up while the rest is written (RFC 9112 section 9.6). */
function isFault(outcome: number | string, { method, body }: FuzzRequest): boolean {
  if (typeof outcome === 'number') return outcome >= 500;
  if (outcome.startsWith('not sent')) return false;
  // Node refuses headers that are too long (431) before it knows the method, with a body that HEAD must not have.
  if (method === 'HEAD' && outcome.includes('HPE_')) return false;
  return !((body?.length ?? 0) > 60_000 && /ECONNRESET|EPIPE/.test(outcome));
}

async function getAuthorizations({ broker, tenant }: FuzzOptions): Promise<readonly string[]> {
  const form = { grant_type: 'client_credentials', client_id: m2m.id, client_secret: m2m.secret };
  const ask = () => postToken(broker, { ...form, audience: `${broker.issuer}api/v2/` });
  let answer = await ask();
  if (answer.status !== 200) {
    // A request has taken the backend's rights away, as it was free to: they are given back.
    await configure(broker.app, tenant);
    answer = await ask();
  }
  const own = await getTokens(broker, { audience: `${broker.issuer}api/v2/`, scope: 'openid read:current_user' }).catch(
    () => ({ access_token: '' }),
  );
  return [`Bearer ${answer.body.access_token}`, `Bearer ${own.access_token}`, ''];
}

/** Fires generated requests at a broker and says how it stood them; the seed repeats them. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { broker, known, requests, seed, atOnce = 8, onProgress } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  let authorizations = await getAuthorizations(options);
  const generator: RequestGenerator = { random: createRandom(seed), known, authorizations: () => authorizations };
  const statuses: Record<string, number> = {};
  const faults: Fault[] = [];
  const heap: number[] = [];
  const tenth = Math.ceil(requests / 10);
  let started = 0;
  let [slowest, slowerThanASecond] = [0, 0];

  async function fireOne(): Promise<void> {
    const next = nextRequest(generator);
    const full = authorizations[0];
    const began = performance.now();
    const outcome = await send(agent, broker.config.port, next);
    const took = performance.now() - began;
    slowest = Math.max(slowest, took);
    if (took > 1000) slowerThanASecond += 1;
    statuses[outcome] = (statuses[outcome] ?? 0) + 1;
    if (isFault(outcome, next)) faults.push({ request: next, outcome });
    if (outcome === 401 && next.headers.authorization === full && full === authorizations[0]) {
      authorizations = await getAuthorizations(options);
    }
  }
  async function fireOnAndOn(): Promise<void> {
    while (started < requests) {
      started += 1;
      if (started % tenth === 0) {
        globalThis.gc?.();
        heap.push(process.memoryUsage().heapUsed);
        onProgress?.(started);
      }
      await fireOne();
    }
  }
  await Promise.all(Array.from({ length: atOnce }, fireOnAndOn));
  agent.destroy();
  return { requests, statuses, faults, slowest, slowerThanASecond, heap };
}
