import autocannon from 'autocannon';
import type { RunningServer } from '../measure/server-process.ts';

export interface Aim {
  readonly server: RunningServer;
  readonly connections: number;
  readonly requests: readonly autocannon.Request[];
}

/** Seconds, or a number of requests. */
export type Limit = { readonly duration: number } | { readonly amount: number };

export interface Rate {
  readonly perSecond: number;
  /** Microseconds of the server's processor time for one answer. */
  readonly cost: number;
}

/** Asks without pause. One answer that is not 2xx makes the numbers worthless, so it is an error. */
export async function fire({ server, connections, requests }: Aim, limit: Limit): Promise<Rate> {
  const { url } = server;
  const before = await server.usage();
  const result = await autocannon({ url, connections, ...limit, requests: [...requests] });
  const after = await server.usage();
  const { '2xx': answers, non2xx, errors, timeouts } = result;
  if (non2xx + errors + timeouts > 0) {
    throw new Error(`${url}: ${non2xx} answers were not 2xx, ${errors} errors, ${timeouts} timeouts`);
  }
  return { perSecond: answers / result.duration, cost: (after.cpu - before.cpu) / answers };
}
