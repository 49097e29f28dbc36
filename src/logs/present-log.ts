import { isoDate } from '../base/index.ts';
import { type LogEntry, logTypes } from '../contract/index.ts';
import type { TenantLogRecord } from '../storage/index.ts';
import type { LoggedRead } from '../vault/index.ts';

export function presentLog({ logId, entry }: TenantLogRecord): LogEntry {
  return { _id: logId, log_id: logId, ...entry };
}

/** An entry of the log of token reads, as the tenant log would have it: it is kept there and nowhere else. */
export function presentRead(read: LoggedRead): LogEntry {
  return {
    _id: read.logId,
    log_id: read.logId,
    date: isoDate(read.time),
    type: 'mgmt_api_read',
    description: logTypes.mgmt_api_read,
    client_id: read.clientId,
    user_id: read.userId,
    connection: read.connection,
    strategy: read.provider,
    details: { accessedSecrets: read.accessedSecrets, fingerprints: read.fingerprints, request_id: read.request_id },
  };
}
