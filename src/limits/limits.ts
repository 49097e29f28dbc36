import { ValetkeyError } from '../base/index.ts';
import type { RequestLog } from '../logs/index.ts';
import { readSettings, type Tenant } from '../tenant/index.ts';
import { addressKey } from './address-key.ts';
import { createBudgetSource } from './budget-source.ts';
import { type Budget, type Counter, createCounter } from './counter.ts';
import { defaultLimits, type LimitName, limitRulesOf } from './limit-rules.ts';

/** The limits, as one request meets them. */
export interface RequestLimits {
  /**
   * Takes one from a budget of a client, or of the address when no key is given.
   * @throws {ValetkeyError} `too_many_requests` when it is used up
   */
  admit(limit: LimitName, key?: string): Promise<void>;
  /** The same for somebody whom only this address tells apart from others under the same name. */
  admitHere(limit: LimitName, key: string): Promise<void>;
  /** @throws {ValetkeyError} `too_many_requests` for an address from which too much failed at this place */
  refuseFailing(place: string): Promise<void>;
  /**
   * Counts a failure of this address at this place.
   * @throws {ValetkeyError} `too_many_requests`, to be answered in its place, when there were too many
   */
  countFailure(place: string): Promise<void>;
  /** The budget looked at last; undefined before that, and when limits are switched off. */
  readonly budget: Budget | undefined;
}

/** Keeps callers within the tenant's limits, together with the other nodes. */
export interface Limits {
  of(address: string, log: RequestLog): RequestLimits;
}

export function createLimits(tenant: Tenant): Limits {
  const source = createBudgetSource(tenant);
  const names = Object.keys(defaultLimits) as LimitName[];
  const counters = Object.fromEntries(names.map((name) => [name, createCounter(name, source, tenant.clock)])) as Record<
    LimitName,
    Counter
  >;

  async function rulesInForce() {
    return limitRulesOf(await readSettings(tenant));
  }

  function note({ limit }: Budget, name: LimitName, log: RequestLog): void {
    log.write('api_limit', { details: { limit: name, value: limit } });
  }

  function refuse(budget: Budget, name: LimitName, log: RequestLog): never {
    // Once in a window: a flood is not to become a flood of entries.
    if (budget.isFirstRefusal) note(budget, name, log);
    const retryAfter = Math.max(1, Math.ceil(budget.reset - tenant.clock.now() / 1000));
    throw new ValetkeyError('too_many_requests', { retryAfter });
  }

  return {
    of(address, log) {
      let budget: Budget | undefined;
      async function admit(name: LimitName, key = addressKey(address)): Promise<void> {
        const rules = await rulesInForce();
        if (!rules) return;
        const taken = counters[name].take(rules[name], key);
        budget = taken instanceof Promise ? await taken : taken;
        if (!budget.admitted) refuse(budget, name, log);
      }
      return {
        get budget() {
          return budget;
        },
        admit,
        admitHere: (name, key) => admit(name, `${key} ${addressKey(address)}`),
        async refuseFailing(place) {
          const rules = await rulesInForce();
          if (!rules) return;
          budget = counters.failures.look(rules.failures, `${place} ${addressKey(address)}`);
          if (!budget.admitted) refuse(budget, 'failures', log);
        },
        async countFailure(place) {
          const rules = await rulesInForce();
          if (!rules) return;
          budget = await counters.failures.take(rules.failures, `${place} ${addressKey(address)}`);
          if (!budget.admitted) refuse(budget, 'failures', log);
        },
      };
    },
  };
}
