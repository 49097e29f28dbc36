import { findUser, insertIdentity, insertUser, type Store, saveUser } from '../../src/storage/index.ts';

type JsonObject = Record<string, unknown>;

export interface SampleUser {
  readonly userId: string;
  readonly profile: JsonObject;
  readonly appMetadata?: JsonObject;
  readonly userMetadata?: JsonObject;
  readonly blocked?: boolean;
  readonly createdAt: number;
  /** Names of connections. */
  readonly connections: readonly string[];
}

/** Writes users the way sign-ins and the Management API do. */
export async function addUsers(store: Store, users: readonly SampleUser[]): Promise<void> {
  await store.transaction(async (db) => {
    for (const { userId, profile, appMetadata, userMetadata, blocked, createdAt, connections } of users) {
      await insertUser(db, userId, { profile, at: createdAt, ip: '192.0.2.1' });
      for (const [position, connection] of connections.entries()) {
        await insertIdentity(db, {
          identityId: `${userId}#${position}`,
          userId,
          position,
          connectionId: `con_${connection}`,
          issuer: 'https://idp.example',
          subject: `${userId}#${position}`,
          connection,
          provider: connection.startsWith('social') ? 'github' : 'oidc',
          isSocial: connection.startsWith('social'),
          idpUserId: `${userId.slice(userId.indexOf('|') + 1)}${'#'.repeat(position)}`,
          profileData: undefined,
          createdAt,
        });
      }
      const known = (await findUser(db, userId))!;
      await saveUser(db, known, { profile, appMetadata, userMetadata, blocked, updatedAt: createdAt });
    }
  });
}
