import type { Milliseconds } from './column-types.ts';

/** A public key with which a client proves who it is. */
export interface ClientCredentialTable {
  credential_id: string;
  client_id: string;
  kid: string;
  name: string | null;
  algorithm: string;
  /** PEM. */
  public_key: string;
  created_at: Milliseconds;
  updated_at: Milliseconds;
  expires_at: Milliseconds | null;
}

/** An authorization request that a client left here, to be fetched once. */
export interface PushedRequestTable {
  request_hash: string;
  client_id: string;
  sealed: Uint8Array;
  expires_at: Milliseconds;
}

/** A public key that a user's device brought. */
export interface DeviceKeyTable {
  device_key_id: string;
  user_id: string;
  client_id: string;
  device_id: string;
  device_name: string;
  public_key: string;
  created_at: Milliseconds;
}

/** Ids of other parties' one-time statements that were seen, until those statements are too old to be believed. */
export interface UsedIdTable {
  id_hash: string;
  expires_at: Milliseconds;
}

/**
 * A sign-in under way: `login`, `consent`, `link` and `unlink` wait for a choice on our pages, `idp`,
 * `reconnect` and `try` for the IdP's answer.
 */
export interface LoginTransactionTable {
  transaction_hash: string;
  kind: 'login' | 'idp' | 'consent' | 'link' | 'unlink' | 'reconnect' | 'try';
  browser_hash: string;
  sealed: Uint8Array;
  expires_at: Milliseconds;
}
