import { randomBytes } from 'node:crypto';
import { createKeyEncryptionKey, createKeyring, type KeyEncryptionKey, systemClock } from '../../src/base/index.ts';
import { listIdentities, openStore, type Store } from '../../src/storage/index.ts';
import { findConnection, openKeys } from '../../src/tenant/index.ts';
import { signIn } from '../../src/users/index.ts';
import { type KeyRotation, rotateKeys } from '../../src/vault/index.ts';
import type { Broker } from '../broker/index.ts';

export const newKey = (): KeyEncryptionKey => createKeyEncryptionKey(randomBytes(32));

/** As it stands in a key file. */
export const inBase64 = ({ key }: KeyEncryptionKey) => key.export().toString('base64');

export const ringOf = (first: KeyEncryptionKey, ...others: KeyEncryptionKey[]) => createKeyring(first, others);

export const accessTokenOf = (number: number, round = 0) => `at-${number}-${round}-${'x'.repeat(40)}`;

/** Users `from` to `to`, each through the function that a sign-in calls; gives their ids. */
export async function seedUsers({ app }: Broker, idpUrl: string, from: number, to: number): Promise<string[]> {
  const connection = (await findConnection(app.tenant, 'con1'))!;
  const now = app.tenant.clock.now();
  const ids: string[] = [];
  for (let start = from; start < to; start += 500) {
    await app.tenant.store.transaction(async (db) => {
      const batch: string[] = [];
      for (let number = start; number < Math.min(start + 500, to); number += 1) {
        const tokens = {
          accessToken: accessTokenOf(number),
          refreshToken: `rt-${number}`,
          tokenType: 'Bearer',
          expiresIn: 864_000,
          scopesGranted: ['openid', 'profile', 'email'],
          receivedAt: now,
        };
        const profile = { email: `seed-${number}@example.com`, name: `Seed ${number}` };
        const answer = { tokens, raw: { extra: {} }, subject: `seed-${number}`, profile, issuer: idpUrl };
        const { userId } = await signIn(app.vault, db, {
          connection,
          answer: answer as never,
          scopesRequested: ['openid'],
          ip: '192.0.2.1',
        });
        batch.push(userId);
      }
      ids.splice(start - from, ids.length, ...batch);
    });
  }
  return ids;
}

export async function identityIdOf(store: Store, userId: string): Promise<string> {
  return (await listIdentities(store.db, [userId])).get(userId)![0]!.identityId;
}

/** What `valetkey keys rotate` does, in this process but with a store of its own. */
export async function rotate(
  url: string,
  keys: readonly [KeyEncryptionKey, ...KeyEncryptionKey[]],
  more: Partial<KeyRotation> = {},
) {
  const store = await openStore({ url });
  try {
    const opened = await openKeys({ store, keyring: ringOf(...keys), clock: systemClock });
    return await rotateKeys({
      store,
      keys: opened,
      clock: systemClock,
      pace: async () => {},
      onStart: () => {},
      onProgress: () => {},
      ...more,
    });
  } finally {
    await store.close();
  }
}

/** Looks every few milliseconds until it holds. */
export async function until(holds: () => Promise<boolean> | boolean, limit = 5_000): Promise<number> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > limit) throw new Error('it did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - began;
}
