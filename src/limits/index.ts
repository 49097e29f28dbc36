// limits owns how often somebody may ask: budgets by client and by address, in windows that all nodes share. It is
// told who asks by the rooms below, and knows nothing of what is asked.
export { addressKey } from './address-key.ts';
export type { BudgetSource } from './budget-source.ts';
export { type Budget, type Counter, createCounter } from './counter.ts';
export { defaultLimits, type LimitName, type LimitRule } from './limit-rules.ts';
export { createLimits, type Limits, type RequestLimits } from './limits.ts';
export { type AttemptRule, takeAttempt } from './take-attempt.ts';
