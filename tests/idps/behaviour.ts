import type { IncomingHttpHeaders } from 'node:http';

export type Json = Record<string, unknown>;
export type Endpoint = 'authorize' | 'token' | 'userinfo' | 'jwks' | 'discovery' | 'revoke' | 'api';

/** What an endpoint does in place of its work. */
export type Fault =
  /** The protocol's own error: a redirect at `authorize`, a JSON body elsewhere. */
  | { kind: 'error'; error: string; description?: string; status?: number }
  | { kind: 'answer'; status?: number; type?: string; body?: string; headers?: Record<string, string> }
  | { kind: 'html' }
  | { kind: 'empty' }
  | { kind: 'redirect'; to: string }
  /** Does its work, this much later. */
  | { kind: 'delay'; milliseconds: number }
  | { kind: 'hang' }
  | { kind: 'reset' }
  /** One byte each interval, without end. */
  | { kind: 'drip'; milliseconds: number }
  /** A JSON text that goes on for so many bytes. */
  | { kind: 'huge'; bytes: number }
  | { kind: 'gzip-bomb'; bytes: number }
  /** These bytes straight onto the socket, then the end of it (or not). */
  | { kind: 'raw'; bytes: string; end?: boolean };

/** How the IdP behaves from now on; `behave` lays a part of it over what is in force. */
export interface Behaviour {
  /** Faults by endpoint; `times` of them, or for ever. */
  faults: { [endpoint in Endpoint]?: Fault & { times?: number } };
  /** Who signs in when there is no login_hint. */
  user: string;
  /** Laid over the token answer; a member that is undefined leaves the answer. */
  tokenAnswer: Json;
  /** The token answer is `application/x-www-form-urlencoded`. */
  formEncoded: boolean;
  accessTokenLifetime: number;
  refreshTokens: 'on-request' | 'always' | 'never';
  /** Each refresh gives a new refresh token, and using an old one revokes the family. */
  rotate: boolean;
  idToken: {
    /** `none`, an algorithm of the IdP's keys, or HS256 keyed with the public key in PEM. */
    alg?: string;
    /** Laid over the claims; undefined takes one out. */
    claims?: Json;
    header?: Json;
    /** Signs with a key that is not in the JWKS. */
    unknownKey?: boolean;
    omit?: boolean;
  };
  /** Laid over the userinfo answer. */
  userinfo: Json;
  /** `iss` in the authorization response (RFC 9207): the issuer, nothing, or this text. */
  issParameter: boolean | string;
  /** Laid over the discovery document. */
  metadata: Json;
  /** Laid over the JWKS. */
  jwks: Json;
  /** Answers of `/api/...` by path. */
  api: Record<string, unknown>;
}

export function honest(): Behaviour {
  return {
    faults: {},
    user: 'vera',
    tokenAnswer: {},
    formEncoded: false,
    accessTokenLifetime: 3600,
    refreshTokens: 'on-request',
    rotate: false,
    idToken: {},
    userinfo: {},
    issParameter: true,
    metadata: {},
    jwks: {},
    api: {},
  };
}

export interface LoggedRequest {
  readonly endpoint: Endpoint | undefined;
  readonly method: string;
  readonly path: string;
  /** Query and form body together. */
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
}

/** `over` laid over `base`; members that are undefined are taken out. */
export function overlay(base: Json, over: Json): Json {
  return Object.fromEntries(Object.entries({ ...base, ...over }).filter(([, value]) => value !== undefined));
}
