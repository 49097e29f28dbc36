/** An application that is registered with the provider. */
export interface Application {
  readonly id: string;
  readonly secret: string;
  readonly callback: string;
}

/** Where a provider follows Auth0 and not OpenID Connect; docs/compatibility.md has the reasons. */
export type Difference =
  /** A used code or refresh token is answered with 403, where RFC 6749 section 5.2 says 400. */
  | 'invalid_grant_is_403'
  /** `updated_at` is an ISO 8601 text, where OpenID Connect Core section 5.1 says seconds. */
  | 'updated_at_is_text'
  /** An access token in a form body is not read (RS-06), which RFC 6750 section 2.2 leaves to the server. */
  | 'no_token_in_body';

/** An OpenID provider under test, with what the modules have to know of it. */
export interface OpenIdProvider {
  readonly issuer: string;
  /** Authenticates with client_secret_basic. */
  readonly basic: Application;
  /** Authenticates with client_secret_post. */
  readonly post: Application;
  /** Another application, which may not use what the first was given. */
  readonly other: Application;
  /** Where `basic` may be sent after a logout. */
  readonly logoutUrl: string;
  /** Goes along with each authorization request. */
  readonly extra: Readonly<Record<string, string>>;
  /** How often somebody had to sign in until now. */
  signIns(): number;
  readonly differences: readonly Difference[];
  close(): Promise<void>;
}
