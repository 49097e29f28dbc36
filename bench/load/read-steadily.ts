import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';

export interface Read {
  readonly path: string;
  /** The answer must contain this. */
  readonly expected: string;
}

export interface Reads {
  /** Milliseconds, of each read from when it was due: a server that stands still makes all that follow late. */
  readonly latencies: number[];
  /** What was not answered as expected. */
  readonly wrong: string[];
}

/** Reads at a steady pace, whatever the server does, while `goOn` says so. */
export async function readSteadily(
  { url, token, perSecond }: { url: string; token: string; perSecond: number },
  next: () => Read,
  goOn: () => boolean,
): Promise<Reads> {
  const agent = new Agent({ connections: 64 });
  const headers = { authorization: `Bearer ${token}` };
  const reads: Reads = { latencies: [], wrong: [] };
  const underWay = new Set<Promise<void>>();
  async function read(due: number): Promise<void> {
    const { path, expected } = next();
    try {
      const { statusCode, body } = await request(url + path, { headers, dispatcher: agent });
      const text = await body.text();
      if (statusCode !== 200 || !text.includes(expected)) reads.wrong.push(`${path}: ${statusCode} ${text}`);
    } catch (error) {
      reads.wrong.push(`${path}: ${String(error)}`);
    }
    reads.latencies.push(performance.now() - due);
  }
  for (let due = performance.now(); goOn(); due += 1000 / perSecond) {
    const early = due - performance.now();
    if (early > 1) await wait(early);
    const one = read(due).finally(() => underWay.delete(one));
    underWay.add(one);
  }
  await Promise.all(underWay);
  await agent.close();
  return reads;
}
