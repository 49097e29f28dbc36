import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Db,
  type IdentityRecord,
  type IdpTokenRecord,
  insertAuthorization,
  insertIdentity,
  insertUser,
  type NewAuthorization,
  openStore,
  type Store,
  saveClient,
} from '../../src/storage/index.ts';
import { createDatabase, type DatabaseKind } from '../broker/index.ts';

export interface TestStore {
  readonly store: Store;
  readonly url: string;
  /** Another store on the same database, as another node has one; closed with the first. */
  openAnother(): Promise<Store>;
  close(): Promise<void>;
}

/** An empty database of its own with the schema on it. */
export async function openTestStore(kind: DatabaseKind): Promise<TestStore> {
  const folder = await mkdtemp(join(tmpdir(), 'valetkey-storage-'));
  const database = await createDatabase(kind, folder);
  const stores = [await openStore({ url: database.url })];
  return {
    store: stores[0]!,
    url: database.url,
    async openAnother() {
      const store = await openStore({ url: database.url });
      stores.push(store);
      return store;
    },
    async close() {
      await Promise.all(stores.map((store) => store.close()));
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const pathOf = (url: string) => url.replace('sqlite:', '');

/** A fresh id, so that tests on one database do not meet. */
export const fresh = (what: string) => `${what}-${randomBytes(6).toString('hex')}`;

export const now = 1_900_000_000_000;

export async function addUser(db: Db, userId = fresh('oidc|con1|user')): Promise<string> {
  await insertUser(db, userId, { profile: { email: `${userId}@example.com` }, at: now, ip: '127.0.0.1' });
  return userId;
}

export async function addClient(db: Db): Promise<string> {
  const clientId = fresh('client');
  await saveClient(db, { clientId, settings: {}, secretHash: null, secretSealed: null }, now);
  return clientId;
}

export async function addIdentity(db: Db, userId: string, more: Partial<IdentityRecord> = {}): Promise<string> {
  const identityId = fresh('identity');
  await insertIdentity(db, {
    identityId,
    userId,
    position: 0,
    connectionId: 'con_1',
    issuer: 'https://idp.example',
    subject: fresh('subject'),
    connection: 'con1',
    provider: 'oidc',
    isSocial: false,
    idpUserId: fresh('con1|x'),
    profileData: undefined,
    createdAt: now,
    ...more,
  });
  return identityId;
}

/** A user, a client, and a code of the two that nobody has used. */
export async function addAuthorization(db: Db, more: Partial<NewAuthorization> = {}): Promise<NewAuthorization> {
  const authorization = {
    authorizationId: fresh('authorization'),
    clientId: more.clientId ?? (await addClient(db)),
    userId: more.userId ?? (await addUser(db)),
    request: { scope: ['openid'], nested: { nonce: 'n' } },
    codeHash: fresh('code'),
    codeExpiresAt: now + 60_000,
    expiresAt: now + 3_600_000,
    ...more,
  };
  await insertAuthorization(db, authorization);
  return authorization;
}

export function idpTokens(identityId: string, more: Partial<IdpTokenRecord> = {}): IdpTokenRecord {
  return {
    identityId,
    keyId: 'key',
    wrappedKey: randomBytes(80),
    accessToken: randomBytes(40),
    refreshToken: randomBytes(40),
    idToken: null,
    tokenType: 'Bearer',
    expiresIn: 3600,
    expiresAt: now + 3_600_000,
    scopesRequested: ['openid', 'email'],
    scopesGranted: ['openid'],
    version: 1,
    obtainedAt: now,
    binding: null,
    health: 'ok',
    healthReason: null,
    healthChangedAt: null,
    refreshedAt: null,
    failures: 0,
    retryAt: null,
    interrupted: false,
    accessFingerprint: null,
    refreshFingerprint: null,
    connectionId: 'con_1',
    idleSince: now,
    ...more,
  };
}

/** How often each value comes. */
export function countValues(values: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}
