import type { User } from '../contract/index.ts';
import {
  countUsers as countUserRecords,
  findUserDetails,
  listIdentities,
  listIdpTokens,
  listUsers as listUserRecords,
  listUsersByEmail as listUserRecordsByEmail,
  type UserDetails,
  type UserPage,
  type UserRecord,
} from '../storage/index.ts';
import type { Tenant } from '../tenant/index.ts';
import { type RevealedTokens, revealTokens, type TokenReadProof } from '../vault/index.ts';
import { presentUser } from './present-user.ts';

type Entry = UserDetails['identities'][number];

function revealerFor(tenant: Tenant, proof: TokenReadProof | undefined): (entry: Entry) => RevealedTokens | undefined {
  if (!proof) return () => undefined;
  return ({ identity, tokens }) =>
    tokens && revealTokens(tenant.keyring, proof, { tenantId: tenant.id, ...identity }, tokens);
}

/** One user; with IdP tokens only against a proof, without one the sealed tokens are not even read. */
export async function readUser(
  tenant: Tenant,
  userId: string,
  proof: TokenReadProof | undefined,
): Promise<User | undefined> {
  const details = await findUserDetails(tenant.store.db, userId, proof !== undefined);
  return details && presentUser(details, revealerFor(tenant, proof));
}

async function presentAll(tenant: Tenant, users: UserRecord[], proof: TokenReadProof | undefined): Promise<User[]> {
  const { db } = tenant.store;
  const identities = await listIdentities(
    db,
    users.map((user) => user.userId),
  );
  const identityIds = [...identities.values()].flat().map((identity) => identity.identityId);
  const tokens = proof ? await listIdpTokens(db, identityIds) : new Map<string, never>();
  const reveal = revealerFor(tenant, proof);
  return users.map((user) => {
    const entries = (identities.get(user.userId) ?? []).map((identity) => ({
      identity,
      tokens: tokens.get(identity.identityId),
    }));
    return presentUser({ user, identities: entries }, reveal);
  });
}

export async function listUsers(tenant: Tenant, page: UserPage, proof: TokenReadProof | undefined): Promise<User[]> {
  return presentAll(tenant, await listUserRecords(tenant.store.db, page), proof);
}

/** Most users that one e-mail address may answer with. */
const emailLimit = 100;

export async function listUsersByEmail(
  tenant: Tenant,
  email: string,
  proof: TokenReadProof | undefined,
): Promise<User[]> {
  return presentAll(tenant, await listUserRecordsByEmail(tenant.store.db, email, emailLimit), proof);
}

export async function countUsers(tenant: Tenant): Promise<number> {
  return countUserRecords(tenant.store.db);
}
