import { randomInt } from 'node:crypto';
import type { ValetkeyError } from '../base/index.ts';
import type { LogType } from '../contract/index.ts';
import { addDailyStat, createTenantLogAppender, isDatabaseAway, isUniqueViolation } from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { makeLogId } from '../vault/index.ts';
import { createDailyCount } from './daily-count.ts';
import type { LogEvent, LogRemark, LogSubject, RequestOrigin } from './log-event.ts';
import { toRecord } from './to-record.ts';
import { createWriteQueue, type WriteQueue, type WriteQueueOptions } from './write-queue.ts';

/** The tenant log, as one request writes to it. Nothing here waits or fails. */
export interface RequestLog {
  /** Adds what has become known to the entries that follow. */
  about(subject: LogSubject): void;
  write(type: LogType, remark?: LogRemark): void;
  /** An entry of what went wrong: in the words of the catalogue, since a description may quote what was sent. */
  fail(type: LogType, failure: ValetkeyError, remark?: LogRemark): void;
  /** Resolves when everything so far is written, or could not be: for who reads what just happened. */
  flush(): Promise<void>;
}

/** The log of what happened in this tenant, in Auth0's shape. */
export interface TenantLog {
  /** For one request, or for work that nobody asked for. */
  of(origin?: RequestOrigin): RequestLog;
  /** Resolves when everything so far is written, or could not be. */
  flush(): Promise<void>;
  end(): Promise<void>;
  readonly counts: WriteQueue<LogEvent>['counts'];
}

/** Entries that wait for the database: about ten megabytes. */
const capacity = 20_000;
/** The log of token reads numbers its nodes from 1: the same id is never in both logs. */
const newNode = () => 9_000_000 + randomInt(1_000_000);

function createWriter(tenant: Tenant): (events: readonly LogEvent[]) => Promise<void> {
  const { store, clock } = tenant;
  const append = createTenantLogAppender(store.db);
  const count = createDailyCount();
  let node = newNode();
  let time = 0;
  let sequence = 0;
  return async (events) => {
    // Of the writing, not of the event: who reads on from a log id must not miss what was written later.
    time = Math.max(time, clock.now());
    const idFor = () => makeLogId(time, node, ++sequence);
    const records = await Promise.all(events.map((event) => toRecord(tenant, event, idFor())));
    try {
      await append(records);
    } catch (error) {
      // Another process drew the same number.
      if (isUniqueViolation(error)) node = newNode();
      throw error;
    }
    count.add(events);
    await count.save((stat) => addDailyStat(store.db, stat, clock.now()));
  };
}

/** Opens the log for this process. */
export function createTenantLog(tenant: Tenant, onTrouble: WriteQueueOptions<LogEvent>['onTrouble']): TenantLog {
  const queue = createWriteQueue({ write: createWriter(tenant), passes: isDatabaseAway, onTrouble, capacity });
  return {
    of(origin = {}) {
      let subject: LogSubject = {};
      function write(type: LogType, remark: LogRemark = {}): void {
        queue.add({ ...origin, ...subject, ...remark, type, at: tenant.clock.now() });
      }
      return {
        about(more) {
          subject = { ...subject, ...more };
        },
        write,
        flush: queue.flush,
        fail(type, failure, remark = {}) {
          const error = { type: failure.entry.errorCode ?? failure.oauthError, code: failure.code };
          write(type, { description: failure.entry.text, ...remark, details: { ...remark.details, error } });
        },
      };
    },
    flush: queue.flush,
    end: queue.end,
    get counts() {
      return queue.counts;
    },
  };
}
