import { findConnection } from '../../src/tenant/index.ts';
import { signIn } from '../../src/users/index.ts';
import { createVault } from '../../src/vault/index.ts';
import { showProgress } from '../measure/progress.ts';
import { connectionName, sampleClaims, subjectOf } from './names.ts';
import { openWorld } from './open-world.ts';
import type { World } from './world.ts';

const batch = 1_000;

/** What the IdP would have said of this user: tokens of the length that Google's have. */
function answerOf(world: World, number: number) {
  const subject = subjectOf(number);
  const profile = {
    ...sampleClaims,
    email: `${subject}@example.com`,
    email_verified: true,
    name: `User ${subject}`,
  };
  return {
    tokens: {
      accessToken: `at_${number}_${'a0'.repeat(80)}`,
      refreshToken: `rt_${number}_${'b1'.repeat(40)}`,
      tokenType: 'Bearer',
      expiresIn: 3600,
      scopesGranted: ['openid', 'profile', 'email'],
      receivedAt: Date.now(),
    },
    raw: { extra: {} },
    subject,
    profile,
    issuer: world.idpUrl,
  };
}

/** Users `from` to `to`, each through the same function that a sign-in calls, a thousand a transaction. */
export async function seedUsers(world: World, from: number, to: number): Promise<void> {
  const { tenant, close } = await openWorld(world);
  // No IdP is called when users are written.
  const vault = createVault({ tenant, idpClient: undefined as never });
  const connection = (await findConnection(tenant, connectionName))!;
  for (let start = from; start < to; start += batch) {
    if (start % 10_000 === 0) showProgress(`seeding users: ${start} of ${to}`);
    await tenant.store.transaction(async (db) => {
      for (let number = start; number < Math.min(start + batch, to); number += 1) {
        const answer = answerOf(world, number);
        await signIn(vault, db, { connection, answer, scopesRequested: ['openid', 'profile'], ip: '192.0.2.1' });
      }
    });
  }
  await close();
}
