import { createHook } from 'node:async_hooks';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { vi } from 'vitest';
import { recordQueries } from '../broker/index.ts';

/** What was done for a request, as far as it takes time that somebody can measure. */
export interface Work {
  /** Texts of the statements, in their order. */
  readonly statements: readonly string[];
  /** What was looked for with them. */
  readonly parameters: readonly unknown[];
  /** Passwords hashed, signatures made or checked, secrets hashed. */
  readonly hashes: Readonly<Record<'ARGON2REQUEST' | 'SIGNREQUEST' | 'hmac', number>>;
}

/** What a process does by itself now and then: a look whether configuration or keys are old, and the tenant log. */
const besides =
  /"(?:tenant|tenant_logs|daily_stats|limit_windows|sealing_keys|sealing_nodes)"|^(?:begin|commit|pragma)/;

/** Counts queries and hashes, not time. To be made before the server whose work is counted, and stopped after it. */
export function createWorkRecorder() {
  const { queries, stop } = recordQueries();
  const counts = { ARGON2REQUEST: 0, SIGNREQUEST: 0, hmac: 0 };
  const hook = createHook({
    init(_id, type) {
      if (type === 'ARGON2REQUEST' || type === 'SIGNREQUEST') counts[type] += 1;
    },
  }).enable();
  const createHmac = crypto.createHmac;
  const spy = vi.spyOn(crypto, 'createHmac').mockImplementation((...given) => {
    counts.hmac += 1;
    return createHmac(...given);
  });
  syncBuiltinESMExports();
  return {
    async during(work: () => Promise<unknown>): Promise<Work> {
      const from = queries.length;
      const before = { ...counts };
      await work();
      const { ARGON2REQUEST, SIGNREQUEST, hmac } = counts;
      const made = queries.slice(from).filter(({ sql }) => !besides.test(sql));
      return {
        statements: made.map(({ sql }) => sql),
        parameters: made.flatMap(({ parameters }) => parameters),
        hashes: {
          ARGON2REQUEST: ARGON2REQUEST - before.ARGON2REQUEST,
          SIGNREQUEST: SIGNREQUEST - before.SIGNREQUEST,
          hmac: hmac - before.hmac,
        },
      };
    },
    stop() {
      hook.disable();
      spy.mockRestore();
      syncBuiltinESMExports();
      stop();
    },
  };
}
