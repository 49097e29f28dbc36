import type { Clock } from '../base/index.ts';
import type { BudgetSource } from './budget-source.ts';
import type { LimitRule } from './limit-rules.ts';

/** How a budget stands after a request. */
export interface Budget {
  readonly admitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds since 1970 when the next window begins. */
  readonly reset: number;
  /** True for the first refusal of a window. */
  readonly isFirstRefusal: boolean;
}

interface Count {
  used: number;
  /** What this process may serve in this window. */
  have: number;
  /** Of what the nodes share: taken by all of them, as far as is known here. */
  taken: number;
  /** Nobody has more. */
  spent: boolean;
  refused: boolean;
  asking: Promise<void> | undefined;
}

/** Keys of one window that are told apart; the others share one budget, so that many addresses fill no memory. */
const mostKeys = 100_000;
const others = '(others)';

/** Counts one limit, in windows that begin together for all nodes. */
export interface Counter {
  /** Takes one; a promise only where another node must be asked about. */
  take(rule: LimitRule, key: string): Budget | Promise<Budget>;
  /** How it stands, as far as is known here; takes nothing. */
  look(rule: LimitRule, key: string): Budget;
}

export function createCounter(name: string, source: BudgetSource, clock: Clock): Counter {
  let window = -1;
  let seconds = 0;
  let requests = 0;
  let counts = new Map<string, Count>();

  function turnTo(rule: LimitRule): void {
    const current = Math.floor(clock.now() / (rule.seconds * 1000));
    // A changed limit is counted anew.
    if (current === window && rule.seconds === seconds && rule.requests === requests) return;
    window = current;
    ({ seconds, requests } = rule);
    counts = new Map();
  }

  function find(rule: LimitRule, wanted: string): { key: string; count: Count } {
    turnTo(rule);
    const key = counts.has(wanted) || counts.size < mostKeys ? wanted : others;
    let count = counts.get(key);
    if (!count) {
      count = { used: 0, have: source.free(rule), taken: 0, spent: false, refused: false, asking: undefined };
      counts.set(key, count);
    }
    return { key, count };
  }

  function budgetOf(rule: LimitRule, count: Count, admitted: boolean): Budget {
    const isFirstRefusal = !admitted && !count.refused;
    if (!admitted) count.refused = true;
    const remaining = count.spent ? count.have - count.used : rule.requests - Math.max(count.used, count.taken);
    return {
      ...{ admitted, isFirstRefusal, limit: rule.requests, reset: (window + 1) * seconds },
      remaining: Math.max(0, remaining),
    };
  }

  function ask(rule: LimitRule, key: string, count: Count): Promise<void> {
    count.asking ??= source.take!(rule, `${name}:${key}`, window, count.taken)
      .then(({ granted, taken, total }) => {
        count.have += granted;
        count.taken = taken;
        count.spent = taken >= total;
      })
      .finally(() => {
        count.asking = undefined;
      });
    return count.asking;
  }

  function serve(rule: LimitRule, key: string, count: Count): Budget {
    count.used += 1;
    // Before the last is gone, so that nobody waits for the next.
    const runsOut =
      source.take && !count.spent && !count.asking && count.taken > 0 && count.have - count.used < count.have / 8;
    if (runsOut) ask(rule, key, count).catch(() => {});
    return budgetOf(rule, count, true);
  }

  async function askAndTake(rule: LimitRule, key: string, count: Count): Promise<Budget> {
    const began = window;
    while (!count.spent && count.used >= count.have) await ask(rule, key, count);
    if (count.used < count.have) return serve(rule, key, count);
    return window === began ? budgetOf(rule, count, false) : take(rule, key);
  }

  function take(rule: LimitRule, wanted: string): Budget | Promise<Budget> {
    const { key, count } = find(rule, wanted);
    if (count.used < count.have) return serve(rule, key, count);
    if (!source.take) count.spent = true;
    return count.spent ? budgetOf(rule, count, false) : askAndTake(rule, key, count);
  }

  return {
    take,
    look(rule, wanted) {
      const { count } = find(rule, wanted);
      const gone = count.used >= count.have && (count.spent || !source.take);
      return budgetOf(rule, count, !gone);
    },
  };
}
