import type { ErrorCode, ValetkeyError } from '../base/index.ts';
import type { ClientHome } from './client-home.ts';

/** Fields of an authorization response. */
export type ResponseFields = Readonly<Record<string, string>>;

/** Pages that this room asks for; how they look is not its business. */
export type PageModel =
  | {
      readonly page: 'sign-in';
      readonly clientName: string;
      /** `logo_uri` of the client. */
      readonly clientLogo: string | undefined;
      readonly connections: readonly { name: string; label: string }[];
      readonly transaction: string;
      readonly signUp: boolean;
      readonly uiLocales: string | undefined;
    }
  | {
      readonly page: 'consent';
      readonly clientName: string;
      /** `logo_uri` of the client. */
      readonly clientLogo: string | undefined;
      /** Who is signed in, in words that the person knows; undefined when there are none. */
      readonly account: string | undefined;
      /** The API that is asked for, by name; undefined when it is only about the account here. */
      readonly apiName: string | undefined;
      /** Somebody else may sign in and answer. */
      readonly otherAccount: boolean;
      /** Scopes that are not of the operator's making: the protocol's, and those over the user's own account. */
      readonly accountScopes: readonly string[];
      /** What the API says of its scopes. */
      readonly apiScopes: readonly string[];
      readonly transaction: string;
      readonly fields: ResponseFields;
      readonly uiLocales: string | undefined;
    }
  | {
      readonly page: 'link';
      readonly clientName: string;
      /** `logo_uri` of the client. */
      readonly clientLogo: string | undefined;
      /** Of the account, as a person knows it. */
      readonly connection: string;
      readonly account: string;
      readonly user: string;
      /** The account is a user of its own here, which ends. */
      readonly merges: boolean;
      readonly transaction: string;
      readonly fields: ResponseFields;
      readonly uiLocales: string | undefined;
    }
  | {
      readonly page: 'unlink';
      readonly clientName: string;
      /** `logo_uri` of the client. */
      readonly clientLogo: string | undefined;
      readonly connection: string;
      readonly accounts: readonly { readonly id: string; readonly name: string }[];
      readonly user: string;
      readonly transaction: string;
      readonly fields: ResponseFields;
      readonly uiLocales: string | undefined;
    }
  | {
      readonly page: 'reconnect';
      readonly outcome: 'ask' | 'wrong-account' | 'scopes-missing' | 'failed';
      /** Of an attempt that failed. */
      readonly failure: ErrorCode | undefined;
      /** Who needs the grant: the client, or the tenant where the link names none. */
      readonly requester: string;
      readonly clientName: string | undefined;
      readonly clientLogo: string | undefined;
      readonly connection: string;
      readonly account: string | undefined;
      readonly ticket: string;
      readonly fields: ResponseFields;
      readonly uiLocales: string | undefined;
    }
  | {
      readonly page: 'reconnected';
      readonly requester: string;
      readonly clientName: string | undefined;
      readonly clientLogo: string | undefined;
      readonly connection: string;
      readonly home: ClientHome | undefined;
      readonly uiLocales: string | undefined;
    }
  /** The end of a try of a connection; the dashboard has the result. */
  | { readonly page: 'tried' }
  | { readonly page: 'form-post'; readonly action: string; readonly fields: ResponseFields }
  | { readonly page: 'web-message'; readonly targetOrigin: string; readonly response: ResponseFields }
  | {
      readonly page: 'logout-confirmation';
      readonly clientName: string | undefined;
      readonly clientLogo: string | undefined;
      readonly fields: ResponseFields;
      readonly uiLocales: string | undefined;
    }
  | {
      /** The end of a logout that was confirmed, or was not. */
      readonly page: 'signed-out' | 'still-signed-in';
      readonly home: ClientHome | undefined;
      readonly uiLocales: string | undefined;
    };

/** A cookie to set; null removes it. */
export interface CookieChanges {
  readonly browser?: string;
  readonly session?: string | null;
}

/** What an endpoint answers a browser with, before HTTP knows of it. A failure is told to the log with its detail. */
export type Reply = { readonly cookies?: CookieChanges; readonly failure?: ValetkeyError } & (
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'page'; readonly model: PageModel }
  | { readonly kind: 'text'; readonly text: string }
  /** A failure with no application to tell it to. */
  | { readonly kind: 'error-page'; readonly error: ValetkeyError; readonly home?: ClientHome | undefined }
);

/** What a browser sent. */
export interface BrowserRequest {
  readonly method: 'GET' | 'POST';
  readonly parameters: Iterable<readonly [string, string]>;
  /** Values of our cookies; a name that came twice counts as absent. */
  readonly browserCookie: string | undefined;
  readonly sessionCookie: string | undefined;
  readonly ip: string | undefined;
  readonly userAgent: string | undefined;
}
