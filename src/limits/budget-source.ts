import { takeLimitSlice } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import type { LimitRule } from './limit-rules.ts';

/** Where a process gets the right to serve requests from. */
export interface BudgetSource {
  /** What this process may serve in every window without asking anybody. */
  free(rule: LimitRule): number;
  /** Asks for more; undefined when nobody has any. */
  readonly take?: (
    rule: LimitRule,
    key: string,
    window: number,
    taken: number,
  ) => Promise<{ granted: number; taken: number; total: number }>;
}

/** One process serves all: it counts for itself. */
const alone: BudgetSource = { free: ({ requests }) => requests };

/** Nodes for whom something is set aside, so that who asks seldom costs no query; more than these overshoot by as much. */
const nodes = 64;
/** A twentieth is set aside, and of the rest a node takes a small part at a time: smaller ones as it comes to an end. */
const setAside = 20;
const part = 50;

function shared({ store }: Tenant): BudgetSource {
  const free = ({ requests }: LimitRule) => Math.floor(requests / setAside / nodes);
  return {
    free,
    async take(rule, key, window, taken) {
      const total = rule.requests - free(rule) * nodes;
      const wanted = Math.max(1, Math.floor((total - taken) / part));
      const expiresAt = (window + 2) * rule.seconds * 1000;
      const slice = await takeLimitSlice(store.db, { key, window, total, wanted, expiresAt });
      return { ...slice, total };
    },
  };
}

export function createBudgetSource(tenant: Tenant): BudgetSource {
  return tenant.store.kind === 'sqlite' ? alone : shared(tenant);
}
