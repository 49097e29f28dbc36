import type { ErrorCode } from '../../../base/index.ts';

/** What a person reads about one kind of failure. */
export interface ErrorWords {
  readonly title: string;
  readonly text: string;
}

/**
 * Every word on the pages. `{client}`, `{tenant}`, `{connection}`, `{api}`, `{account}`, `{user}` and `{requester}` stand
 * for names, `{time}` for a time from now as the language says it.
 */
export interface Texts {
  readonly signIn: {
    readonly title: string;
    readonly lead: string;
    readonly choice: string;
    readonly note: string;
  };
  readonly signUp: Texts['signIn'];
  readonly noConnections: { readonly title: string; readonly text: string };
  readonly error: {
    readonly general: ErrorWords;
    readonly byCode: Readonly<Partial<Record<ErrorCode, ErrorWords>>>;
    /** What to do next: begin anew at the application, ask again here, or ask the operator. */
    readonly startAgain: string;
    readonly askAgain: string;
    readonly askAgainAt: string;
    readonly tellOperator: string;
    readonly back: string;
    readonly tryAgain: string;
    readonly otherAccount: string;
    readonly support: string;
    readonly code: string;
    readonly detail: string;
    readonly request: string;
    readonly tracking: string;
  };
  readonly consent: {
    readonly title: string;
    readonly lead: string;
    /** By scope of OpenID Connect, and of what a user may hold at the Management API. */
    readonly scopes: {
      readonly openid: string;
      readonly profile: string;
      readonly email: string;
      readonly phone: string;
      readonly offline_access: string;
      readonly 'read:current_user': string;
      readonly 'update:current_user_identities': string;
      readonly 'create:current_user_metadata': string;
      readonly 'update:current_user_metadata': string;
      readonly 'delete:current_user_metadata': string;
      readonly 'create:current_user_device_credentials': string;
      readonly 'delete:current_user_device_credentials': string;
    };
    readonly atApi: string;
    readonly account: string;
    readonly allow: string;
    readonly deny: string;
  };
  readonly link: {
    readonly title: string;
    readonly lead: string;
    readonly effect: string;
    /** Said when the account is a user of its own until now. */
    readonly merges: string;
    readonly confirm: string;
    readonly cancel: string;
  };
  readonly unlink: {
    readonly title: string;
    readonly lead: string;
    readonly effect: string;
    readonly choice: string;
    readonly cancel: string;
  };
  /** Of a grant that only its user can renew. `{requester}` is the application, or the tenant where none is named. */
  readonly reconnect: {
    readonly title: string;
    readonly lead: string;
    /** Said where the account has a name that people know. */
    readonly account: string;
    readonly effect: string;
    readonly start: string;
    readonly wrong: ErrorWords;
    /** Of the account that is expected. */
    readonly expected: string;
    readonly missing: ErrorWords;
    readonly failed: string;
    readonly done: ErrorWords;
  };
  readonly signOut: {
    readonly title: string;
    readonly lead: string;
    readonly leadForClient: string;
    readonly confirm: string;
    readonly stay: string;
  };
  readonly signedOut: { readonly title: string; readonly text: string; readonly note: string };
  readonly stillSignedIn: { readonly title: string; readonly text: string };
  readonly back: string;
  readonly backToClient: string;
  readonly formPost: {
    readonly title: string;
    readonly text: string;
    readonly withoutScript: string;
    readonly button: string;
  };
  readonly webMessage: { readonly title: string; readonly text: string };
}
