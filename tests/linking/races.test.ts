import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdpSignIn } from '../../src/idp-client/index.ts';
import { findUser, listGrantsOf, openStore, type Store } from '../../src/storage/index.ts';
import { findConnection } from '../../src/tenant/index.ts';
import { deleteUser, linkUsers, type SignedInUser as Person, signIn, unlinkIdentity } from '../../src/users/index.ts';
import { proveTokenRead, readTokens, type Vault } from '../../src/vault/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { type Place, startPlace } from './set-up.ts';

let number = 0;

/** Two nodes: the same tenant on two stores. SQLite has one writer at a time in any case. */
describe.each(databaseKinds)('linking at the same time, on two stores of %s', (database) => {
  // On SQLite they only take turns.
  const rounds = database === 'postgres' ? { many: 100, some: 25 } : { many: 10, some: 10 };
  let place: Place;
  let second: Store;
  let vaults: [Vault, Vault];

  beforeAll(async () => {
    place = await startPlace(database);
    second = await openStore({ url: place.broker.config.databaseUrl });
    const { vault } = place.broker.app;
    vaults = [vault, { ...vault, tenant: { ...vault.tenant, store: second } }];
  });
  afterAll(async () => {
    await second.close();
    await place.close();
  });

  async function signInAs(vault: Vault, subject: string) {
    const connection = (await findConnection(vault.tenant, 'con1'))!;
    const receivedAt = vault.tenant.clock.now();
    const tokens = { accessToken: `at-of-${subject}`, tokenType: 'Bearer', scopesGranted: ['openid'], receivedAt };
    const answer = { subject, issuer: place.idp.url, profile: {}, raw: { extra: {} }, tokens } as IdpSignIn;
    const wish = { connection, answer, scopesRequested: ['openid'], ip: undefined };
    return vault.tenant.store.transaction((db) => signIn(vault, db, wish));
  }

  const people = (count: number) =>
    Promise.all(Array.from({ length: count }, () => signInAs(vaults[0], `racer${++number}`)));

  const link = (vault: Vault, primary: { userId: string }, secondary: { userId: string }) =>
    linkUsers(vault, {
      primaryId: primary.userId,
      secondary: {
        names: [{ provider: 'oidc', idpUserId: secondary.userId.slice('oidc|'.length) }],
        connectionId: undefined,
      },
      asUser: false,
    });

  const codes = (settled: PromiseSettledResult<unknown>[]) =>
    settled.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as { code: string }).code)).sort();

  /** Who has these identities now; each grant opens for its owner as what it was. */
  async function ownersOf(all: readonly { identityId: string }[]): Promise<Map<string, string>> {
    const { tenant } = vaults[0];
    const scopes = new Set(['read:user_idp_tokens']);
    const proof = proveTokenRead({ clientId: 'm2m', requestId: 'r', limits: { refreshTokens: true }, scopes })!;
    const grants = await listGrantsOf(
      tenant.store.db,
      all.map(({ identityId }) => identityId),
    );
    const asked = grants.map(({ identity, tokens: record }, index) => ({
      ...{ identityId: identity.identityId, record, index, isBlocked: false },
      owner: { tenantId: tenant.id, ...identity },
    }));
    const revealed = await readTokens(vaults[0], proof, asked, { freshness: 'stored' });
    for (const { identity } of grants) {
      expect(revealed.get(identity.identityId)?.accessToken?.reveal()).toBe(`at-of-${identity.subject}`);
    }
    return new Map(grants.map(({ identity }) => [identity.identityId, identity.userId]));
  }

  const exists = async ({ userId }: { userId: string }) =>
    (await findUser(vaults[0].tenant.store.db, userId)) !== undefined;

  test('T-D09: of two primaries that link one account, one gets it, with its tokens, and the other hears 409', async () => {
    for (let round = 0; round < rounds.many; round += 1) {
      const [a, b, c] = (await people(3)) as [Person, Person, Person];
      expect(codes(await Promise.allSettled([link(vaults[0], a, c), link(vaults[1], b, c)]))).toEqual([
        'done',
        'identity_exists',
      ]);
      const owners = await ownersOf([a, b, c]);
      expect([a.userId, b.userId]).toContain(owners.get(c.identityId));
      expect(owners.size).toBe(3);
      expect(await exists(c)).toBe(false);
    }
  });

  test('T-D10: A to B and B to A at once: one account is left, with both identities and their tokens', async () => {
    for (let round = 0; round < rounds.some; round += 1) {
      const [a, b] = (await people(2)) as [Person, Person];
      const outcome = codes(await Promise.allSettled([link(vaults[0], a, b), link(vaults[1], b, a)]));
      // The second finds either its primary gone or its secondary with itself as the primary of it.
      expect(outcome).toContain('done');
      expect(outcome).toHaveLength(2);
      expect(new Set(outcome).size).toBe(2);
      const owners = await ownersOf([a, b]);
      expect(owners.size).toBe(2);
      expect(new Set(owners.values()).size).toBe(1);
      expect([await exists(a), await exists(b)].filter((there) => there)).toHaveLength(1);
    }
  });

  test('T-D10: link and delete of the account at once leave no identity without a user', async () => {
    for (let round = 0; round < rounds.some; round += 1) {
      const [a, b] = (await people(2)) as [Person, Person];
      const gone = round % 2 === 0 ? b : a;
      const outcome = codes(await Promise.allSettled([link(vaults[0], a, b), deleteUser(vaults[1], gone.userId)]));
      expect(outcome).toContain('done');
      const { db } = vaults[0].tenant.store;
      const identities = await db
        .selectFrom('identities')
        .leftJoin('users', 'users.user_id', 'identities.user_id')
        .select(['identities.identity_id', 'users.user_id'])
        .where('identities.identity_id', 'in', [a.identityId, b.identityId])
        .execute();
      expect(identities.every(({ user_id }) => user_id !== null)).toBe(true);
      expect((await ownersOf([a, b])).size).toBe(identities.length);
      expect(await exists(gone)).toBe(false);
    }
  });

  test('T-D21: a sign-in through an account that is linked or unlinked at that moment is one of its user then', async () => {
    for (let round = 0; round < rounds.some; round += 1) {
      const [a, b] = (await people(2)) as [Person, Person];
      const subject = b.userId.split('|').at(-1)!;
      const [signedIn] = await Promise.all([signInAs(vaults[1], subject), link(vaults[0], a, b)]);
      expect([a.userId, b.userId]).toContain(signedIn.userId);
      expect((await ownersOf([b])).get(b.identityId)).toBe(a.userId);
      const name = { provider: 'oidc', idpUserId: b.userId.slice('oidc|'.length) };
      const [again] = await Promise.all([signInAs(vaults[1], subject), unlinkIdentity(vaults[0], a.userId, name)]);
      expect([a.userId, b.userId]).toContain(again.userId);
      // Tokens are there for the split-off user, or gone; never for the user that it left.
      expect([undefined, b.userId]).toContain((await ownersOf([b])).get(b.identityId));
    }
  });
});
