import { ValetkeyError } from '../../base/index.ts';
import type { TokenReadRecord } from '../../storage/index.ts';
import { timeOf } from './log-id.ts';

export type ServedKind = 'access_token' | 'refresh_token';

/** The tokens of one grant that are about to leave. */
export interface TokenRead {
  readonly clientId: string;
  readonly requestId: string;
  readonly userId: string;
  readonly identityId: string;
  /** Name of the connection, and its strategy. */
  readonly connection: string;
  readonly provider: string;
  /** Fingerprints of what leaves; null for what does not. */
  readonly accessFingerprint: string | null;
  readonly refreshFingerprint: string | null;
  /** Scopes of the IdP that the access token has. */
  readonly scopes: readonly string[];
  /** `fresh`: the IdP gave it for this reading; `stored`: it lay here. */
  readonly freshness: 'fresh' | 'stored';
  /** Place of the identity in the user's `identities[]`. */
  readonly index: number;
  /** The key-encryption key that its data key was wrapped with. */
  readonly keyId: string;
}

/** What is kept of a reading beside the columns that it is looked up by. */
interface Details {
  provider: string;
  scopes: readonly string[];
  freshness: 'fresh' | 'stored';
  request_id: string;
  key_id: string;
  accessedSecrets: string[];
}

/** As JSON text: what is chained is the text, so that no database can change how it is written. */
export function detailsOf(read: TokenRead): string {
  const served = [read.accessFingerprint && 'access_token', read.refreshFingerprint && 'refresh_token'];
  const details: Details = {
    provider: read.provider,
    scopes: read.scopes,
    freshness: read.freshness,
    request_id: read.requestId,
    key_id: read.keyId,
    accessedSecrets: served.filter(Boolean).map((kind) => `identities[${read.index}].${kind}`),
  };
  return JSON.stringify(details);
}

/** An entry as it is shown. */
export interface LoggedRead extends Details {
  readonly logId: string;
  /** Milliseconds since 1970, by the clock of the node that wrote it. */
  readonly time: number;
  readonly node: number;
  readonly sequence: number;
  readonly clientId: string;
  readonly userId: string;
  readonly identityId: string;
  readonly connection: string;
  readonly fingerprints: { readonly [kind in ServedKind]?: string };
}

function readDetails(text: string): Details {
  try {
    return JSON.parse(text) as Details;
  } catch (cause) {
    throw new ValetkeyError('server_error', { detail: 'an entry of the log of token reads was changed', cause });
  }
}

export function toLoggedRead(record: TokenReadRecord): LoggedRead {
  const { logId, node, sequence, clientId, userId, identityId, connection } = record;
  return {
    ...readDetails(record.details),
    ...{ logId, time: timeOf(logId), node, sequence, clientId, userId, identityId, connection },
    fingerprints: {
      ...(record.accessFingerprint !== null && { access_token: record.accessFingerprint }),
      ...(record.refreshFingerprint !== null && { refresh_token: record.refreshFingerprint }),
    },
  };
}
