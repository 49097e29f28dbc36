import type { ValetkeyError } from '../base/index.ts';

/** Fields of an authorization response. */
export type ResponseFields = Readonly<Record<string, string>>;

/** Pages that this room asks for; how they look is not its business. */
export type PageModel =
  | {
      readonly page: 'sign-in';
      readonly clientName: string;
      readonly connections: readonly { name: string; label: string }[];
      readonly transaction: string;
      readonly signUp: boolean;
      readonly uiLocales: string | undefined;
    }
  | { readonly page: 'form-post'; readonly action: string; readonly fields: ResponseFields }
  | { readonly page: 'web-message'; readonly targetOrigin: string; readonly response: ResponseFields }
  | {
      readonly page: 'logout-confirmation';
      readonly clientName: string | undefined;
      readonly fields: ResponseFields;
      readonly uiLocales: string | undefined;
    }
  | { readonly page: 'signed-out'; readonly uiLocales: string | undefined };

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
  | { readonly kind: 'error-page'; readonly error: ValetkeyError }
);

/** What a browser sent. */
export interface BrowserRequest {
  readonly method: 'GET' | 'POST';
  readonly parameters: Iterable<readonly [string, string]>;
  /** Values of our cookies; a name that came twice counts as absent. */
  readonly browserCookie: string | undefined;
  readonly sessionCookie: string | undefined;
  readonly ip: string | undefined;
}
