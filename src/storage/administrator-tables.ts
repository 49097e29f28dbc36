import type { Flag, Json, Milliseconds } from './column-types.ts';

/** Who may use the dashboard. */
export interface AdministratorTable {
  administrator_id: string;
  name: string;
  email: string;
  /** The address in the form in which two are the same. */
  email_key: string;
  role: 'admin' | 'editor' | 'viewer' | 'support';
  blocked: Flag;
  password_hash: string | null;
  created_at: Milliseconds;
  updated_at: Milliseconds;
  last_sign_in_at: Milliseconds | null;
}

export interface AdministratorPasskeyTable {
  passkey_id: string;
  /** The authenticator's id of it, base64url. */
  credential_id: string;
  administrator_id: string;
  name: string;
  /** COSE, base64url. */
  public_key: string;
  counter: number;
  transports: Json<string[]>;
  backed_up: Flag;
  created_at: Milliseconds;
  last_used_at: Milliseconds | null;
}

/** A link that makes an account, or gives one that is there a new password or passkey (`recovery`). */
export interface AdministratorInvitationTable {
  invitation_id: string;
  token_hash: string;
  kind: 'first_start' | 'invitation' | 'recovery';
  role: AdministratorTable['role'];
  email: string | null;
  /** Id of the administrator who invited; null for the server itself. */
  created_by: string | null;
  created_at: Milliseconds;
  expires_at: Milliseconds;
}

export interface AdministratorSessionTable {
  session_hash: string;
  administrator_id: string;
  created_at: Milliseconds;
  last_used_at: Milliseconds;
  /** When a password or passkey was shown last. */
  reauthenticated_at: Milliseconds;
  idle_expires_at: Milliseconds;
  expires_at: Milliseconds;
}

/** A challenge that a passkey is about to sign. */
export interface PasskeyChallengeTable {
  challenge_hash: string;
  purpose: 'sign-in' | 'reauthentication' | 'registration' | 'invitation';
  /** Hash of the session or invitation that it was made for; empty at sign-in. */
  bound_to: string;
  expires_at: Milliseconds;
}

/** A Management API token that an administrator got in the dashboard: it ends with the session. */
export interface AdministratorTokenTable {
  token_id: string;
  session_hash: string;
  expires_at: Milliseconds;
}
