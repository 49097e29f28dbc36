import { ValetkeyError } from '../base/index.ts';
import type { IdpTokenRecord } from '../storage/index.ts';
import { type Connection, findConnectionById, readSettings } from '../tenant/index.ts';
import { mayRead } from './read-limits.ts';
import type { TokenRead } from './read-log/entry.ts';
import { fingerprintToken } from './read-log/fingerprint.ts';
import { noteFingerprints } from './read-log/note-fingerprints.ts';
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
  /** Place of the identity in the user's `identities[]`, for the log of reads. */
  readonly index: number;
  /** Of a user who is blocked: nothing of it is given out (T-B17). */
  readonly isBlocked: boolean;
}

export interface ReadWish {
  /** `stored`: no IdP is called, whatever the token's age. Lists read so. */
  readonly freshness: 'fresh' | 'stored';
  /** Seconds of life that the reader needs. */
  readonly minimumLife?: number | undefined;
  /** Auth0's own behaviour: the token as it was stored, `expires_in` as the IdP said it, dead or alive. */
  readonly asAuth0?: boolean | undefined;
}

/** Who is blocked here is blocked for backends too; the profile stays readable. */
const withheld: RevealedTokens = {
  accessToken: undefined,
  refreshToken: undefined,
  expiresIn: undefined,
  problem: { state: 'unavailable', reason: 'user_blocked' },
};

/** A grant within the reader's limits, and the connection it came through. */
interface ReadableGrant {
  readonly grant: GrantToRead;
  readonly connection: Connection;
}

async function selectReadable(vault: Vault, { limits }: TokenReadProof, grants: readonly GrantToRead[]) {
  const readable: ReadableGrant[] = [];
  for (const grant of grants) {
    const connection = await findConnectionById(vault.tenant, grant.owner.connectionId);
    if (connection && mayRead(limits, connection, grant.record)) readable.push({ grant, connection });
  }
  return readable;
}

async function obtain(vault: Vault, { grant, connection }: ReadableGrant, wish: ReadWish): Promise<RefreshOutcome> {
  const { owner, record } = grant;
  if (wish.asAuth0 || wish.freshness === 'stored') return { record, owner, result: 'fresh' };
  const configured =
    connection.settings.idp_tokens?.minimum_life ?? (await readSettings(vault.tenant)).idp_tokens?.minimum_life;
  return keepFresh(vault, { owner, record, wantedLife: wantedLife(record, { configured, asked: wish.minimumLife }) });
}

function findProblem({ record, result }: RefreshOutcome): TokenProblem {
  if (record.health !== 'ok') return { state: 'needs_reauthorization', reason: record.healthReason ?? record.health };
  if (result === 'needs_reauthorization') return { state: 'needs_reauthorization', reason: 'connection_changed' };
  if (record.refreshToken === null) return { state: 'needs_reauthorization', reason: 'expired' };
  return { state: 'unavailable', reason: 'idp_unavailable' };
}

/** What leaves, decided before anything is opened: so much is logged, and no more is opened than that. */
interface Serving {
  readonly identityId: string;
  readonly owner: GrantOwner;
  /** Without the tokens that do not leave. */
  readonly record: IdpTokenRecord;
  readonly expiresIn: number | undefined;
  readonly problem?: TokenProblem;
  /** The entry of the log; undefined when no token leaves. */
  readonly logged: TokenRead | undefined;
}

function decideServing(
  vault: Vault,
  proof: TokenReadProof,
  { grant, connection }: ReadableGrant,
  outcome: RefreshOutcome,
  wish: ReadWish,
): Serving {
  const { identityId, owner, index } = grant;
  const left = remainingLife(outcome.record, vault.tenant.clock.now());
  const asStored = wish.asAuth0 || outcome.record.expiresAt === null;
  // A dead token would only fail later, at the IdP, where nobody can tell why.
  const revoked = outcome.record.health === 'revoked' && !wish.asAuth0;
  const dead = revoked || (!asStored && left <= 0 && wish.freshness !== 'stored');
  const record = noteFingerprints(vault, owner, {
    ...outcome.record,
    ...(dead && { accessToken: null, accessFingerprint: null }),
    ...(!proof.limits.refreshTokens && { refreshToken: null, refreshFingerprint: null }),
  });
  const { accessFingerprint, refreshFingerprint, keyId } = record;
  const logged: TokenRead = {
    ...{ clientId: proof.clientId, requestId: proof.requestId, userId: owner.userId, identityId, index, keyId },
    ...{ connection: connection.name, provider: connection.provider.strategy, accessFingerprint, refreshFingerprint },
    scopes: record.scopesGranted ?? [],
    freshness: outcome.record.version === grant.record.version ? 'stored' : 'fresh',
  };
  const expiresIn = asStored ? (record.expiresIn ?? undefined) : Math.max(0, Math.ceil(left / 1000));
  return {
    ...{ identityId, owner, record },
    expiresIn: dead ? undefined : expiresIn,
    ...(dead && { problem: findProblem(outcome) }),
    logged: record.accessToken || record.refreshToken ? logged : undefined,
  };
}

function reveal(vault: Vault, proof: TokenReadProof, { owner, record, expiresIn, problem }: Serving): RevealedTokens {
  const { keyring, hash } = vault.tenant;
  const { accessToken, refreshToken } = revealTokens(keyring, proof, owner, record);
  const differs =
    fingerprintToken(hash, accessToken?.reveal()) !== record.accessFingerprint ||
    fingerprintToken(hash, refreshToken?.reveal()) !== record.refreshFingerprint;
  if (differs) throw new ValetkeyError('sealed_value_damaged', { detail: 'the fingerprint is of another token' });
  return { accessToken, refreshToken, expiresIn, ...(problem && { problem }) };
}

/**
 * Reads the tokens of several grants, by identity: refreshed first if that is wanted and needed, and logged (V-13)
 * before any of them is opened.
 * @throws {ValetkeyError} `temporarily_unavailable` when it cannot be logged, `too_many_requests` above the limit
 */
export async function readTokens(
  vault: Vault,
  proof: TokenReadProof,
  grants: readonly GrantToRead[],
  wish: ReadWish,
): Promise<Map<string, RevealedTokens>> {
  const allowed = await selectReadable(vault, proof, grants);
  const readable = allowed.filter(({ grant }) => !grant.isBlocked);
  await vault.volumeGuard.admit(proof.clientId, readable.length);
  const outcomes = await Promise.all(readable.map((one) => obtain(vault, one, wish)));
  const servings = readable.flatMap((one, index) => {
    const outcome = outcomes[index]!;
    // Linked to another user while it was refreshed: it is not what was asked for any more.
    if (outcome.owner.userId !== one.grant.owner.userId) return [];
    // What the IdP granted may be another thing after a refresh.
    return mayRead(proof.limits, one.connection, outcome.record) ? decideServing(vault, proof, one, outcome, wish) : [];
  });
  await vault.readLog.append(servings.flatMap(({ logged }) => logged ?? []));
  const revealed = new Map(servings.map((serving) => [serving.identityId, reveal(vault, proof, serving)]));
  for (const { grant } of allowed) if (grant.isBlocked) revealed.set(grant.identityId, withheld);
  return revealed;
}
