import { type ErrorEntry, errorCatalogue } from './error-catalogue.ts';

export type ErrorCode = keyof typeof errorCatalogue;

export interface ErrorOptions {
  /** Public text in place of the catalogue's. */
  description?: string;
  /** Where the caller finds more: `error_uri` of RFC 6749 section 5.2. */
  uri?: string;
  /** For our own logs only. */
  detail?: string;
  /** Seconds after which asking again makes sense: `Retry-After`. */
  retryAfter?: number;
  cause?: unknown;
}

/** The one error class: a code of the catalogue, a public description, a private detail. */
export class ValetkeyError extends Error {
  override readonly name = 'ValetkeyError';
  readonly code: ErrorCode;
  readonly description: string;
  readonly uri: string | undefined;
  readonly detail: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    const description = options.description ?? errorCatalogue[code].text;
    super(`${code}: ${description}`, { cause: options.cause });
    this.code = code;
    this.description = description;
    this.uri = options.uri;
    this.detail = options.detail;
    this.retryAfter = options.retryAfter;
  }

  get entry(): ErrorEntry {
    return errorCatalogue[this.code];
  }

  get status(): number {
    return this.entry.status;
  }

  /** The value of `error` in OAuth answers. */
  get oauthError(): string {
    return this.entry.oauth ?? (this.status < 500 ? 'invalid_request' : 'server_error');
  }
}
