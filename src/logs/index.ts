// logs owns the tenant log: what happened, in Auth0's shape, written in batches and read by the operator. It is told
// by the rooms below and decides nothing; no entry holds a token, a code, a secret, or what an IdP answered.
export { type Activity, listActivity } from './list-activity.ts';
export { countLogs, type LogPage, listLogs, listLogsAfter, mostCounted } from './list-logs.ts';
export type { LogRemark, LogSubject, RequestOrigin } from './log-event.ts';
export { createRefreshCount, type RefreshCount } from './refresh-count.ts';
export { removeOldLogs } from './remove-old-logs.ts';
export type { LogFilter } from './search/log-filter.ts';
export { parseLogQuery } from './search/parse-log-query.ts';
export { countUsersOfMonth, listDays } from './stats.ts';
export { createTenantLog, type RequestLog, type TenantLog } from './tenant-log.ts';
