import type { Identity, User } from '../contract/index.ts';
import {
  findUser,
  findUserDetails,
  listGrantsOf,
  listIdentities,
  listUsersByEmail as listUserRecordsByEmail,
  type UserDetails,
  type UserRecord,
} from '../storage/index.ts';
import { type ReadWish, type RevealedTokens, readTokens, type TokenReadProof, type Vault } from '../vault/index.ts';
import { presentIdentities, presentUser } from './present-user.ts';

/** What a reader may have of the tokens, and how it wants them. */
export interface TokenReading {
  readonly proof: TokenReadProof;
  readonly wish: ReadWish;
}

async function revealAll(
  vault: Vault,
  users: readonly UserDetails[],
  reading: TokenReading | undefined,
): Promise<Map<string, RevealedTokens>> {
  if (!reading) return new Map();
  const grants = users.flatMap(({ user, identities }) =>
    identities.flatMap(({ identity, tokens }, index) => {
      const owner = { tenantId: vault.tenant.id, ...identity };
      const { identityId } = identity;
      return tokens ? [{ identityId, owner, record: tokens, index, isBlocked: user.blocked === true }] : [];
    }),
  );
  return readTokens(vault, reading.proof, grants, reading.wish);
}

/** One user; with IdP tokens only against a proof, without one the sealed tokens are not even read. */
export async function readUser(
  vault: Vault,
  userId: string,
  reading: TokenReading | undefined,
): Promise<User | undefined> {
  const details = await findUserDetails(vault.tenant.store.db, userId, reading !== undefined);
  if (!details) return undefined;
  const revealed = await revealAll(vault, [details], reading);
  return presentUser(details, ({ identity }) => revealed.get(identity.identityId), vault.onMistypedProfile);
}

export async function isUser(vault: Vault, userId: string): Promise<boolean> {
  return (await findUser(vault.tenant.store.db, userId)) !== undefined;
}

/** The identities of a user in the form of answers about linking; tokens by the same rule as of `readUser`. */
export async function readIdentities(
  vault: Vault,
  userId: string,
  reading: TokenReading | undefined,
): Promise<Identity[] | undefined> {
  const details = await findUserDetails(vault.tenant.store.db, userId, reading !== undefined);
  if (!details) return undefined;
  const revealed = await revealAll(vault, [details], reading);
  return presentIdentities(details, ({ identity }) => revealed.get(identity.identityId));
}

/** Lists show tokens as they are stored: a page of users must not call a hundred IdPs. */
export async function presentUsers(
  vault: Vault,
  users: readonly UserRecord[],
  proof: TokenReadProof | undefined,
): Promise<User[]> {
  const { db } = vault.tenant.store;
  const identities = await listIdentities(
    db,
    users.map((user) => user.userId),
  );
  const identityIds = [...identities.values()].flat().map((identity) => identity.identityId);
  const grants = proof ? await listGrantsOf(db, identityIds) : [];
  // What was linked to somebody else since the identities were read is not this user's any more.
  const tokens = new Map(
    grants.map((grant) => [`${grant.identity.identityId} ${grant.identity.userId}`, grant.tokens]),
  );
  const detailsOf = (user: UserRecord): UserDetails => ({
    user,
    identities: (identities.get(user.userId) ?? []).map((identity) => ({
      identity,
      tokens: tokens.get(`${identity.identityId} ${identity.userId}`),
    })),
  });
  const details = users.map(detailsOf);
  const revealed = await revealAll(vault, details, proof && { proof, wish: { freshness: 'stored' } });
  const tokensOf = ({ identity }: UserDetails['identities'][number]) => revealed.get(identity.identityId);
  return details.map((one) => presentUser(one, tokensOf, vault.onMistypedProfile));
}

/** Most users that one e-mail address may answer with. */
const emailLimit = 100;

export async function listUsersByEmail(
  vault: Vault,
  email: string,
  proof: TokenReadProof | undefined,
): Promise<User[]> {
  return presentUsers(vault, await listUserRecordsByEmail(vault.tenant.store.db, email, emailLimit), proof);
}
