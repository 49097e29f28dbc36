// logs owns the tenant log: what happened, in Auth0's shape, written in batches and read by the operator. It is told
// by the rooms below and decides nothing; no entry holds a token, a code, a secret, or what an IdP answered.
export type { LogRemark, LogSubject, RequestOrigin } from './log-event.ts';
export { createTenantLog, type RequestLog, type TenantLog } from './tenant-log.ts';
