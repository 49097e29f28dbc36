import type { Json, Milliseconds } from './column-types.ts';

/** A user's consent: what one application may have of them at one API. */
export interface UserGrantTable {
  user_grant_id: string;
  user_id: string;
  client_id: string;
  audience: string;
  scope: Json<string[]>;
  created_at: Milliseconds;
  updated_at: Milliseconds;
}

/** A link by which a user renews one grant. */
export interface ReconnectTicketTable {
  ticket_hash: string;
  identity_id: string;
  user_id: string;
  client_id: string | null;
  result_url: string | null;
  expires_at: Milliseconds;
}

/** An application that a session signed the user in to. */
export interface SessionClientTable {
  session_hash: string;
  client_id: string;
  /** What the application was told last: another than the session's own when that replaced an older one. */
  sid: string;
}

/** The end of a session, as long as this application has not heard of it. */
export interface LogoutNoticeTable {
  notice_id: string;
  client_id: string;
  user_id: string;
  sid: string;
  initiator: string;
  attempts: number;
  next_attempt_at: Milliseconds;
  created_at: Milliseconds;
}
