import type { ErrorCode } from '../../../base/index.ts';

/** What a person reads about one kind of failure. */
export interface ErrorWords {
  readonly title: string;
  readonly text: string;
}

/** Every word on the pages. `{client}`, `{tenant}`, `{connection}`, `{api}`, `{account}` and `{user}` stand for names. */
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
    readonly wayOn: string;
    readonly back: string;
    readonly support: string;
    readonly code: string;
    readonly detail: string;
    readonly request: string;
    readonly tracking: string;
  };
  readonly consent: {
    readonly title: string;
    readonly lead: string;
    /** By scope of OpenID Connect. */
    readonly scopes: {
      readonly openid: string;
      readonly profile: string;
      readonly email: string;
      readonly phone: string;
      readonly offline_access: string;
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
  readonly signOut: {
    readonly title: string;
    readonly lead: string;
    readonly leadForClient: string;
    readonly confirm: string;
    readonly stay: string;
  };
  readonly signedOut: { readonly title: string; readonly text: string; readonly note: string };
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
