declare const proven: unique symbol;

/** Proof that the caller's token carries `read:user_idp_tokens`: without one, code that reads IdP tokens does not compile. */
export interface TokenReadProof {
  readonly clientId: string;
  readonly [proven]: true;
}

export const tokenReadScope = 'read:user_idp_tokens';

/** The one way to a proof. Only the bearer check may call it (tests/architecture holds the code to that). */
export function proveTokenRead(caller: { clientId: string; scopes: ReadonlySet<string> }): TokenReadProof | undefined {
  return caller.scopes.has(tokenReadScope) ? ({ clientId: caller.clientId } as TokenReadProof) : undefined;
}
