import { ValetkeyError } from '../base/index.ts';
import {
  type Db,
  findIdentityShownAs,
  findUser,
  type IdentityRecord,
  listIdentities,
  lockUsers,
  spendId,
  WriteConflict,
} from '../storage/index.ts';
import type { Vault } from '../vault/index.ts';
import { mergeUsers } from './merge-users.ts';
import type { IdentityName } from './revoke-grant.ts';

/** Proof that its holder signed in as the secondary: good for one link. */
export interface LinkProof {
  readonly userId: string;
  /** Milliseconds since 1970 when the proof was given. */
  readonly issuedAt: number;
  readonly tokenHash: string;
  /** Milliseconds since 1970: from then on the token is refused anyway. */
  readonly expiresAt: number;
}

/** The account that is to be linked: named by a backend, or proven by whoever signed in to it. */
export type Secondary =
  /** In the order to try: an id may be given with or without its prefix. */
  | { readonly names: readonly IdentityName[]; readonly connectionId: string | undefined }
  | { readonly proof: LinkProof };

export interface LinkWish {
  readonly primaryId: string;
  readonly secondary: Secondary;
  /** A user may bring in the account that was proven, a backend also what had been linked to that. */
  readonly asUser: boolean;
}

function refuse(description: string): ValetkeyError {
  return new ValetkeyError('link_refused', { description });
}

const sameAccount = 'Main identity and the new one are the same.';

async function findNamed(db: Db, names: readonly IdentityName[]): Promise<IdentityRecord | undefined> {
  for (const name of names) {
    const found = await findIdentityShownAs(db, name);
    if (found) return found;
  }
  return undefined;
}

/** The user that is to be merged, by a name. */
async function findSecondary(db: Db, { primaryId, secondary }: LinkWish): Promise<string> {
  if ('proof' in secondary) return secondary.proof.userId;
  const { names, connectionId } = secondary;
  const identity = await findNamed(db, names);
  if (!identity || (connectionId !== undefined && identity.connectionId !== connectionId)) {
    const text = connectionId === undefined ? 'requires a connection' : 'is not allowed';
    throw refuse(`Linking to an inexistent identity ${text}.`);
  }
  if (identity.position > 0) throw new ValetkeyError('identity_exists');
  if (identity.userId === primaryId) throw refuse(sameAccount);
  return identity.userId;
}

async function checkProof(db: Db, proof: LinkProof, createdAt: number): Promise<void> {
  // A proof dies with the account that it was given for: one that came of unlinking is another. Claims are in seconds.
  const tooOld = proof.issuedAt < Math.floor(createdAt / 1000) * 1000;
  if (tooOld || !(await spendId(db, proof.tokenHash, proof.expiresAt))) throw refuse('Invalid token (link_with).');
}

/** Whether the account may be merged into another; both are locked. */
async function checkSecondary(db: Db, { secondary, asUser }: LinkWish, userId: string): Promise<void> {
  const user = await findUser(db, userId);
  const identities = (await listIdentities(db, [userId])).get(userId) ?? [];
  // T-B17: who is blocked does not come in by another's door.
  if (!user || user.blocked || identities.length === 0) throw new ValetkeyError('link_refused');
  if ('proof' in secondary) await checkProof(db, secondary.proof, user.createdAt);
  // T-D06: nobody has proven the others, and whoever holds one of them would get into this account too.
  if (asUser && identities.length > 1) throw new ValetkeyError('link_refused');
}

/**
 * Links an account to a user: all of it in one transaction, or nothing.
 * @throws {ValetkeyError} `inexistent_user`, `identity_exists`, or `link_refused` in Auth0's words
 */
export async function linkUsers(vault: Vault, wish: LinkWish): Promise<void> {
  const { primaryId, secondary } = wish;
  await vault.tenant.store.transaction(async (db) => {
    if (!(await findUser(db, primaryId))) throw new ValetkeyError('inexistent_user');
    const secondaryId = await findSecondary(db, wish);
    if (secondaryId === primaryId) throw refuse(sameAccount);
    const locked = await lockUsers(db, [primaryId, secondaryId]);
    if (!locked.has(primaryId)) throw new ValetkeyError('inexistent_user');
    // By name it was there a moment ago: it was linked or deleted since, and is looked for again.
    if (!locked.has(secondaryId)) {
      if ('names' in secondary) throw new WriteConflict('the account was linked or deleted at the same time');
      throw refuse('Provided secondary account not found.');
    }
    await checkSecondary(db, wish, secondaryId);
    await mergeUsers(vault, db, primaryId, secondaryId);
  });
}
