import { type Secret, ValetkeyError } from '../../../src/base/index.ts';
import type { IdpClient, IdpTokens } from '../../../src/idp-client/index.ts';
import type { Pace } from '../../../src/vault/refresh/pace.ts';

/** What becomes of a refresh token that was used. */
export type Rotation =
  /** It stays. */
  | 'none'
  /** It is spent, and using it again ends the family (RFC 9700 section 4.14.2). */
  | 'strict'
  /** It is spent, and using it again is refused. */
  | 'soft'
  /** It may be used again for a while: each use gives another one, and all are good. */
  | 'grace';

/** What happens to one call. Milliseconds. */
export type Call =
  | { readonly kind: 'answer'; readonly latency: number }
  /** Waits before the refresh token is shown. */
  | { readonly kind: 'slow-start'; readonly delay: number }
  | { readonly kind: 'status'; readonly status: number }
  /** Cut off before the IdP saw it, or after it had done its work. */
  | { readonly kind: 'lost-request' }
  | { readonly kind: 'lost-answer' };

interface Family {
  readonly subject: string;
  readonly scopes: readonly string[];
  alive: boolean;
  /** It was ended because a token was used twice. */
  reused: boolean;
  /** That was when, though what was given for the token had come to a node that lives. */
  wastedAt: number | undefined;
}

export interface RefreshToken {
  readonly text: string;
  readonly family: Family;
  /** Counts over all that were ever given: a higher number is newer. */
  readonly number: number;
  spent: boolean;
  /** Whether the node that got it lives; undefined when it got lost on the way. */
  holderLives: (() => boolean) | undefined;
  /** Those that it was exchanged for. */
  readonly successors: RefreshToken[];
  /** The IdP has said that this one is of no use. */
  refused: boolean;
}

export interface RefreshCall {
  readonly token: RefreshToken;
  readonly sentAt: number;
  /** Undefined while the IdP works on it. */
  endedAt: number | undefined;
  readonly failed: boolean;
}

export interface ModelIdp {
  rotation: Rotation;
  /** What happens to the next calls; after that they are answered at once. */
  readonly plan: Call[];
  readonly calls: RefreshCall[];
  readonly refreshTokens: Map<string, RefreshToken>;
  signIn(subject: string, wish: { scopes: readonly string[]; withRefreshToken: boolean }): IdpTokens;
  /** The user takes back everything. */
  revokeAll(subject: string): void;
  isGood(token: RefreshToken): boolean;
  /** As one node sees it. */
  clientFor(pace: Pace, isAlive: () => boolean): IdpClient;
}

/** Seconds. */
export const lifetime = 3600;

function failure(status?: number, error?: string): ValetkeyError {
  const idpFailure = { ...(status !== undefined && { status }), ...(error !== undefined && { error }) };
  const code = error === undefined ? 'idp_unreachable' : 'idp_refused';
  return new ValetkeyError(code, { detail: 'model', ...(status !== undefined && { cause: { idpFailure } }) });
}

/** An IdP of which everything is known: whose each token is, which it was given for, and what was refused. */
export function createModelIdp(time: { now(): number }, clock: { now(): number }): ModelIdp {
  const tokens = new Map<string, RefreshToken>();
  const calls: RefreshCall[] = [];
  let number = 0;

  function createRefreshToken(family: Family): RefreshToken {
    number += 1;
    const text = `rt:${family.subject}:${number}`;
    const token = { text, family, number, spent: false, holderLives: undefined, successors: [], refused: false };
    tokens.set(text, token);
    return token;
  }

  function createTokens(family: Family, refreshToken: RefreshToken | undefined): IdpTokens {
    number += 1;
    return {
      accessToken: `at:${family.subject}:${number}`,
      ...(refreshToken && { refreshToken: refreshToken.text }),
      tokenType: 'Bearer',
      expiresIn: lifetime,
      scopesGranted: [...family.scopes],
      receivedAt: clock.now(),
    };
  }

  function exchange(token: RefreshToken): { tokens: IdpTokens; successor: RefreshToken | undefined } | undefined {
    const { family } = token;
    if (token.spent && family.alive && idp.rotation === 'strict') {
      const wasted = token.successors.some((successor) => successor.holderLives?.());
      Object.assign(family, { alive: false, reused: true, wastedAt: wasted ? time.now() : undefined });
    }
    if (!family.alive || token.spent) {
      token.refused = true;
      return undefined;
    }
    if (idp.rotation === 'none') return { tokens: createTokens(family, undefined), successor: undefined };
    const successor = createRefreshToken(family);
    token.successors.push(successor);
    if (idp.rotation !== 'grace') token.spent = true;
    return { tokens: createTokens(family, successor), successor };
  }

  const idp: ModelIdp = {
    rotation: 'strict',
    plan: [],
    calls,
    refreshTokens: tokens,
    signIn(subject, { scopes, withRefreshToken }) {
      const family = { subject, scopes, alive: true, reused: false, wastedAt: undefined };
      const refreshToken = withRefreshToken ? createRefreshToken(family) : undefined;
      if (refreshToken) refreshToken.holderLives = () => true;
      return createTokens(family, refreshToken);
    },
    revokeAll(subject) {
      for (const { family } of tokens.values()) if (family.subject === subject) family.alive = false;
    },
    isGood: (token) => token.family.alive && !token.spent,
    clientFor(pace, isAlive) {
      async function refreshTokens(secret: Secret, beforeSending: () => void): Promise<IdpTokens> {
        const call = idp.plan.shift() ?? { kind: 'answer', latency: 0 };
        if (call.kind === 'slow-start') await pace.wait(call.delay);
        beforeSending();
        const token = tokens.get(secret.reveal());
        if (!token) throw new Error('a refresh token that this IdP never gave');
        const entry = { token, sentAt: time.now(), endedAt: undefined as number | undefined, failed: false };
        calls.push(entry);
        const fail = (error: ValetkeyError): never => {
          Object.assign(entry, { failed: true, endedAt: time.now() });
          throw error;
        };
        if (call.kind === 'status') return fail(failure(call.status));
        if (call.kind === 'lost-request') return fail(failure());
        const result = exchange(token);
        if (call.kind === 'lost-answer') return fail(failure());
        if (call.kind === 'answer' && call.latency > 0) await pace.wait(call.latency);
        if (!result) return fail(failure(400, 'invalid_grant'));
        entry.endedAt = time.now();
        if (result.successor) result.successor.holderLives = isAlive;
        return { ...result.tokens, receivedAt: clock.now() };
      }
      const unused = () => Promise.reject(new Error('not part of the model'));
      return {
        checkUrl: () => undefined,
        discover: async () => ({ issuer: 'https://idp.example' }) as never,
        refreshTokens: (_connection, secret, options) =>
          refreshTokens(secret, options?.beforeSending ?? (() => undefined)),
        startAuthorization: unused,
        exchangeCode: unused,
        revokeGrant: unused,
        callProfile: unused,
      };
    },
  };
  return idp;
}
