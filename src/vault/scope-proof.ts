import type { TokenReadLimits } from '../tenant/index.ts';

declare const proven: unique symbol;

/** Proof that the caller's token carries `read:user_idp_tokens`: without one, code that reads IdP tokens does not compile. */
export interface TokenReadProof {
  readonly clientId: string;
  /** Of the HTTP request, for the log of reads. */
  readonly requestId: string;
  readonly limits: TokenReadLimits;
  readonly [proven]: true;
}

export const tokenReadScope = 'read:user_idp_tokens';

export interface TokenReader {
  readonly clientId: string;
  readonly scopes: ReadonlySet<string>;
  readonly requestId: string;
  readonly limits: TokenReadLimits;
}

/** The one way to a proof. Only the bearer check may call it (tests/architecture holds the code to that). */
export function proveTokenRead({ clientId, scopes, requestId, limits }: TokenReader): TokenReadProof | undefined {
  return scopes.has(tokenReadScope) ? ({ clientId, requestId, limits } as TokenReadProof) : undefined;
}
