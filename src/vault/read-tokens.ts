import type { IdpTokenRecord } from '../storage/index.ts';
import { findConnectionById, readSettings } from '../tenant/index.ts';
import { mayRead } from './read-limits.ts';
import { keepFresh, remainingLife } from './refresh/keep-fresh.ts';
import type { RefreshOutcome } from './refresh/outcome.ts';
import { type RevealedTokens, revealTokens, type TokenProblem } from './reveal-tokens.ts';
import type { TokenReadProof } from './scope-proof.ts';
import type { GrantOwner } from './token-context.ts';
import type { Vault } from './vault.ts';
import { wantedLife } from './wanted-life.ts';

/** A grant that somebody wants to read. */
export interface GrantToRead {
  readonly identityId: string;
  readonly owner: GrantOwner;
  readonly record: IdpTokenRecord;
}

export interface ReadWish {
  /** `stored`: no IdP is called, whatever the token's age. Lists read so. */
  readonly freshness: 'fresh' | 'stored';
  /** Seconds of life that the reader needs. */
  readonly minimumLife?: number | undefined;
  /** Auth0's own behaviour: the token as it was stored, `expires_in` as the IdP said it, dead or alive. */
  readonly asAuth0?: boolean | undefined;
}

async function obtain(vault: Vault, { owner, record }: GrantToRead, wish: ReadWish): Promise<RefreshOutcome> {
  if (wish.asAuth0 || wish.freshness === 'stored') return { record, result: 'fresh' };
  const connection = await findConnectionById(vault.tenant, owner.connectionId);
  const configured =
    connection?.settings.idp_tokens?.minimum_life ?? (await readSettings(vault.tenant)).idp_tokens?.minimum_life;
  return keepFresh(vault, { owner, record, wantedLife: wantedLife(record, { configured, asked: wish.minimumLife }) });
}

async function selectReadable(vault: Vault, { limits }: TokenReadProof, grants: readonly GrantToRead[]) {
  const readable: GrantToRead[] = [];
  for (const grant of grants) {
    const connection = await findConnectionById(vault.tenant, grant.owner.connectionId);
    if (mayRead(limits, connection, grant.record)) readable.push(grant);
  }
  return readable;
}

function findProblem({ record, result }: RefreshOutcome): TokenProblem {
  if (record.health !== 'ok') return { state: 'needs_reauthorization', reason: record.healthReason ?? record.health };
  if (result === 'needs_reauthorization') return { state: 'needs_reauthorization', reason: 'connection_changed' };
  if (record.refreshToken === null) return { state: 'needs_reauthorization', reason: 'expired' };
  return { state: 'unavailable', reason: 'idp_unavailable' };
}

function reveal(
  vault: Vault,
  proof: TokenReadProof,
  owner: GrantOwner,
  outcome: RefreshOutcome,
  wish: ReadWish,
): RevealedTokens {
  const { record } = outcome;
  if (record.health === 'revoked' && !wish.asAuth0) {
    return { accessToken: undefined, refreshToken: undefined, expiresIn: undefined, problem: findProblem(outcome) };
  }
  const revealed = revealTokens(vault.tenant.keyring, proof, owner, record);
  if (wish.asAuth0 || record.expiresAt === null) return revealed;
  const left = remainingLife(record, vault.tenant.clock.now());
  const expiresIn = Math.max(0, Math.ceil(left / 1000));
  if (left > 0 || wish.freshness === 'stored') return { ...revealed, expiresIn };
  // A dead token would only fail later, at the IdP, where nobody can tell why.
  return {
    accessToken: undefined,
    refreshToken: revealed.refreshToken,
    expiresIn: undefined,
    problem: findProblem(outcome),
  };
}

/** Reads the tokens of several grants, by identity: refreshed first if that is wanted and needed. */
export async function readTokens(
  vault: Vault,
  proof: TokenReadProof,
  grants: readonly GrantToRead[],
  wish: ReadWish,
): Promise<Map<string, RevealedTokens>> {
  const readable = await selectReadable(vault, proof, grants);
  const outcomes = await Promise.all(readable.map((grant) => obtain(vault, grant, wish)));
  return new Map(
    readable.map(({ identityId, owner }, index) => [identityId, reveal(vault, proof, owner, outcomes[index]!, wish)]),
  );
}
