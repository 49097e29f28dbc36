/** `options` of a connection, as Auth0 names them; each provider reads only what it knows. */
export type ConnectionOptions = Readonly<Record<string, unknown>>;

/** Addresses of an IdP, named as in OpenID Connect Discovery 1.0 section 3. */
export interface Endpoints {
  issuer?: string;
  authorization_endpoint?: string;
  token_endpoint?: string;
  userinfo_endpoint?: string;
  jwks_uri?: string;
  revocation_endpoint?: string;
  /** Where the metadata is read when only that address was configured; the issuer is then the document's. */
  discovery_url?: string;
}

export type JsonObject = Record<string, unknown>;

/** All that an IdP said about the user, each answer apart and as it came. */
export interface RawProfile {
  /** Claims of a validated ID token. */
  readonly claims?: JsonObject;
  /** Answer of the userinfo endpoint. */
  readonly userinfo?: JsonObject;
  /** Answers of `extraRequests`, by name; a failed optional one is missing. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Attributes for the root of the user; whatever else the IdP gave may stand beside the named ones. */
export interface Profile {
  email?: string;
  /** True only with the IdP's own proof; a missing proof is false. */
  email_verified?: boolean;
  name?: string;
  given_name?: string;
  family_name?: string;
  nickname?: string;
  username?: string;
  picture?: string;
  phone_number?: string;
  phone_verified?: boolean;
  [attribute: string]: unknown;
}

/** `none` is a public client: PKCE alone protects its code. */
export type ClientAuthentication = 'client_secret_post' | 'client_secret_basic' | 'none';

export interface KnownScope {
  /** Auth0's boolean option that switches it; undefined when Auth0 has none. */
  readonly option?: string;
  /** What is sent to the IdP; several are separated by blanks; undefined for an option that adds none. */
  readonly scope?: string;
  /** On unless the option is false. */
  readonly byDefault?: boolean;
  /** What it lets the application do, in the words of a check-list. */
  readonly label: string;
}

export interface ScopeRules {
  /** Sent with every sign-in; a known option that is false takes its own away. */
  readonly login: readonly string[];
  /** Sent when the connection says nothing of scopes. */
  readonly defaults?: readonly string[];
  readonly separator: ' ' | ',';
  /** In place of the separator, where it depends on the options. */
  readonly join?: (scopes: readonly string[], options: ConnectionOptions) => string;
  /** The form of `options.scope` in Auth0's answers: `given` is as the operator wrote it. Default: list. */
  readonly shownAs?: 'list' | 'text' | 'given';
  readonly known: readonly KnownScope[];
}

export interface ExtraRequest {
  readonly name: string;
  /** `{userinfo_endpoint}` stands for the endpoint in force. */
  readonly url: string;
  /** A failed optional request does not fail the sign-in. */
  readonly optional: boolean;
}

/** Facts about the IdP's tokens; seconds. */
export interface TokenFacts {
  readonly lifetime?: number;
  readonly refreshable: boolean;
  readonly rotates: boolean;
  /** What it says beside `invalid_grant` when a grant is over and only the user can bring it back. */
  readonly goneErrors?: readonly string[];
}

export interface Revocation {
  /** `rfc7009` posts to `revocation_endpoint`; the others are the IdP's own ways. */
  readonly way: 'rfc7009' | 'delete-grant-basic' | 'delete-with-token';
  /** For the IdP's own ways: the address, in which `{client_id}` and `{subject}` are filled in. */
  readonly url?: string;
}

/** How an IdP is asked to have the user sign in again, whoever is signed in there already. */
export interface Reauthentication {
  /** What forces it, or comes closest: at some it is no more than that nobody is signed in without a click. */
  readonly parameters: Readonly<Record<string, string>>;
  /**
   * It understands `max_age`, and says `auth_time` in its ID tokens then (OpenID Connect Core 1.0 section 2), so that
   * what was asked for can be checked.
   */
  readonly proves?: boolean;
}

/** A worked example: what the IdP answers, and what must become of it. It is the provider's test. */
export interface ProviderExample {
  readonly options: ConnectionOptions;
  readonly raw: RawProfile;
  readonly subject: string;
  readonly profile: Profile;
  /** The scopes that the options above ask for. */
  readonly scopes: readonly string[];
}

/** A member of `options` that the operator has to, or may want to, fill in. */
export interface SetUpOption {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'secret' | 'url' | 'switch';
  readonly required: boolean;
  readonly hint?: string;
}

/** One identity provider: data, and pure functions over what it answered. */
export interface Provider {
  /** Auth0's name: the strategy, the file name and the prefix of user ids. */
  readonly strategy: string;
  readonly label: string;
  /** The IdP's own reference of its OAuth endpoints. */
  readonly docs: string;
  /** `isSocial` of an identity. */
  readonly social: boolean;
  readonly protocol: 'oauth2' | 'oidc';
  /** `qualified` puts the connection's name into the user id: `oauth2|my-idp|42` (auth0-wire: identity user_id). */
  readonly userId: 'plain' | 'qualified';
  /** The IdP's own addresses for these options; `options.endpoints` is laid over them elsewhere. */
  endpoints(options: ConnectionOptions): Endpoints;
  /** Addresses that are missing are read from the issuer's discovery document (OpenID Connect Discovery 1.0 section 4). */
  readonly discovers?: boolean;
  readonly scopes: ScopeRules;
  /** Sent with every authorization request. */
  readonly authorizeParameters?: (options: ConnectionOptions) => Readonly<Record<string, string>>;
  /** Sent with every token request, refreshes too; they win over the standard ones of the same name. */
  readonly tokenParameters?: (options: ConnectionOptions) => Readonly<Record<string, string>>;
  /** What to add so that the IdP gives a refresh token: `{}` when it needs nothing, undefined when it never does. */
  readonly offline?: { readonly parameters?: Readonly<Record<string, string>>; readonly scopes?: readonly string[] };
  /** Undefined where it knows nothing of the kind. */
  readonly reauthentication?: Reauthentication;
  readonly clientAuthentication: ClientAuthentication;
  readonly pkce: boolean;
  readonly tokens: TokenFacts;
  readonly revocation?: Revocation;
  readonly extraRequests?: readonly ExtraRequest[];
  /** Sent with the profile requests, for APIs that insist on a media type. */
  readonly profileHeaders?: (options: ConnectionOptions) => Readonly<Record<string, string>>;
  /** Where the IdP's tokens may be sent; `{option}` is filled in. */
  readonly apiBaseUrls: readonly string[];
  /** Options that a connection cannot do without, beside client_id. */
  readonly requiredOptions?: readonly string[];
  /** What a form asks for beside client_id and client_secret. */
  readonly setUp?: readonly SetUpOption[];
  /** The immutable id, from the raw answers only; undefined refuses the sign-in. */
  subject(raw: RawProfile, options: ConnectionOptions): string | undefined;
  /** Which claim that is, where options choose it. */
  readonly identifiesBy?: (options: ConnectionOptions) => string | undefined;
  /** Auth0's attribute names with the IdP's values as they came; only `readProfile` calls it, and makes them safe. */
  profile(raw: RawProfile, options: ConnectionOptions): JsonObject;
  /** The IdP documents `email_verified` as the text "true". */
  readonly emailVerifiedIsText?: boolean;
  /** What is wrong with the options beyond what `checkOptions` sees for every provider. */
  readonly check?: (options: ConnectionOptions) => string[];
  /** The documented oddities of its token endpoint, made plain RFC 6749 section 5 (or left out). */
  readonly plainTokenAnswer?: (answer: JsonObject) => JsonObject;
  /** For issuers that differ by tenant: what `iss` must be for these claims; undefined refuses them. */
  readonly expectedIssuer?: (claims: JsonObject, options: ConnectionOptions) => string | undefined;
  readonly examples: readonly ProviderExample[];
}

/** Gives the object its type without widening it. */
export function defineProvider(provider: Provider): Provider {
  return provider;
}
