// vault owns the IdP tokens: it keeps them sealed and gives them only against a proof of the right to read them.
// Nothing else in the house opens a sealed IdP token.
export { keepTokens, type TokensToKeep } from './keep-tokens.ts';
export { type RevealedTokens, revealTokens } from './reveal-tokens.ts';
export { proveTokenRead, type TokenReadProof, tokenReadScope } from './scope-proof.ts';
export type { GrantOwner } from './token-context.ts';
