// vault owns the IdP tokens: it keeps them sealed and gives them only against a proof of the right to read them.
// Nothing else in the house opens a sealed IdP token.
export { bindingOf } from './connection-binding.ts';
export { forgetConnection } from './forget/forget-connection.ts';
export { forgetGrants, revokeGrants } from './forget/forget-grants.ts';
export { runRevocations } from './forget/revocation-worker.ts';
export { tidyGrants } from './forget/tidy-grants.ts';
export { discardTokens, dropPendingRevocations } from './forget/unwanted-tokens.ts';
export { type GrantHealth, type HealthState, judgeGrant } from './grant-health.ts';
export { type KeptTokens, keepTokens, type TokensToKeep } from './keep-tokens.ts';
export { type KeyStatus, type KeysStatus, readKeyStatus } from './keys/read-key-status.ts';
export { retireKey } from './keys/retire-key.ts';
export type { DamagedValue } from './keys/rewrap-all.ts';
export { type KeyRotation, type RotationResult, rotateKeys } from './keys/rotate-keys.ts';
export type { LoggedRead } from './read-log/entry.ts';
export { fingerprintToken } from './read-log/fingerprint.ts';
export { type LoggedReadFilter, listLoggedReads } from './read-log/list-reads.ts';
export { revokeGrantsSeen } from './read-log/revoke-seen.ts';
export { trimReadLog } from './read-log/trim.ts';
export { type LogVerdict, verifyReadLog } from './read-log/verify.ts';
export type { ReadVolumeExceeded } from './read-log/volume-guard.ts';
export type { LogProblem } from './read-log/walk.ts';
export { type GrantToRead, type ReadWish, readTokens } from './read-tokens.ts';
export { refreshIdle } from './refresh/keep-alive.ts';
export { type RevealedTokens, revealTokens, type TokenProblem } from './reveal-tokens.ts';
export { proveTokenRead, type TokenReadProof, tokenReadScope } from './scope-proof.ts';
export { missingScopes } from './scope-sets.ts';
export type { GrantOwner } from './token-context.ts';
export { createVault, type HealthChange, type Vault, type VaultParts } from './vault.ts';
