import type { Json, Milliseconds } from './column-types.ts';

/** One thing that happened, as the tenant log shows it; the columns beside the entry are what it is looked up by. */
export interface TenantLogTable {
  /** Digits, as in `token_reads`: sorts by the time of writing. */
  log_id: string;
  type: string;
  client_id: string | null;
  user_id: string | null;
  connection: string | null;
  ip: string | null;
  entry: Json<unknown>;
}

/** What happened on one day, in UTC. */
export interface DailyStatTable {
  /** YYYYMMDD. */
  date: string;
  logins: number;
  signups: number;
  created_at: Milliseconds;
  updated_at: Milliseconds;
}

/** How much of a limit's budget for one window the nodes have taken. */
export interface LimitWindowTable {
  limit_key: string;
  window_number: number;
  taken: number;
  /** What the last taker got. */
  granted: number;
  expires_at: Milliseconds;
}
