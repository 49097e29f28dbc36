/** What an entry must be: every member that is there must fit. */
export interface LogFilter {
  readonly type?: string;
  readonly clientId?: string;
  readonly userId?: string;
  readonly connection?: string;
  readonly ip?: string;
  readonly logId?: string;
  /** Each stands somewhere in the entry; in small letters. */
  readonly text?: readonly string[];
  /** Milliseconds since 1970: from then on, and before. */
  readonly since?: number;
  readonly until?: number;
  /** One field is asked to be two things at once. */
  readonly nothing?: boolean;
}

/** Names of fields in a query. Each has an index, so that no query reads the whole log. */
export const searchFields = {
  type: 'type',
  client_id: 'clientId',
  user_id: 'userId',
  connection: 'connection',
  ip: 'ip',
  log_id: 'logId',
} as const satisfies Record<string, keyof LogFilter>;

/** Milliseconds since 1970, the first included and the last not. */
export function dateFilter(from: number | undefined, to: number | undefined): LogFilter {
  return {
    ...(from !== undefined && { since: from }),
    ...(to !== undefined && { until: to }),
  };
}

/** Both at once. */
export function joinFilters(one: LogFilter, other: LogFilter): LogFilter {
  const clash = Object.values(searchFields).some(
    (name) => one[name] !== undefined && other[name] !== undefined && one[name] !== other[name],
  );
  const since = Math.max(one.since ?? Number.NEGATIVE_INFINITY, other.since ?? Number.NEGATIVE_INFINITY);
  const until = Math.min(one.until ?? Number.POSITIVE_INFINITY, other.until ?? Number.POSITIVE_INFINITY);
  return {
    ...one,
    ...other,
    ...((one.text ?? other.text) && { text: [...(one.text ?? []), ...(other.text ?? [])] }),
    ...(Number.isFinite(since) && { since }),
    ...(Number.isFinite(until) && { until }),
    ...((clash || one.nothing || other.nothing) && { nothing: true }),
  };
}
