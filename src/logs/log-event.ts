import type { LogType } from '../contract/index.ts';

/** Where a request came from. */
export interface RequestOrigin {
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
}

/**
 * Whom and what an entry is about; what is not known is left out. A value is one of ours, proven to exist (the id of a
 * client that was found, never the text that a request called one): people paste secrets anywhere.
 */
export interface LogSubject {
  readonly clientId?: string | undefined;
  readonly userId?: string | undefined;
  /** E-mail address or name, by which people know the user. */
  readonly userName?: string | undefined;
  /** Name of the connection. */
  readonly connection?: string | undefined;
  readonly audience?: string | undefined;
  /** Scopes with spaces between. */
  readonly scope?: string | undefined;
  /** Id of the administrator who did it in the dashboard. */
  readonly administratorId?: string | undefined;
}

/** More to say in one entry. Never a token, a code or a secret, and nothing that an IdP answered. */
export interface LogRemark extends LogSubject {
  /** A sentence of ours; the type's own unless told. */
  readonly description?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Something that happened, before it is written down. */
export interface LogEvent extends LogRemark, RequestOrigin {
  readonly type: LogType;
  /** Milliseconds since 1970. */
  readonly at: number;
}
