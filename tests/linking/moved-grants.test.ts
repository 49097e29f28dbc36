import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findIdentityShownAs, findIdpTokens } from '../../src/storage/index.ts';
import { linkUsers } from '../../src/users/index.ts';
import { proveTokenRead, revealTokens } from '../../src/vault/index.ts';
import { databaseKinds } from '../broker/index.ts';
import { type Json, type Person, type Place, startPlace } from './set-up.ts';

describe.each(databaseKinds)('IdP tokens of accounts that are linked, on %s', (database) => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(database);
  });
  afterAll(() => place.close());

  const identityOf = async (person: Person) =>
    (await findIdentityShownAs(place.broker.app.tenant.store.db, {
      provider: 'oidc',
      idpUserId: person.idpUserId,
    }))!;

  /** Holds the IdP's answers to refreshes until `go` is called. */
  function holdRefreshes() {
    const { vault } = place.broker.app;
    const idpClient = vault.idpClient as { refreshTokens: typeof vault.idpClient.refreshTokens };
    const { refreshTokens } = idpClient;
    const reached = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    idpClient.refreshTokens = async (...args) => {
      const tokens = await refreshTokens(...args);
      reached.resolve();
      await held.promise;
      return tokens;
    };
    return {
      reached: reached.promise,
      go() {
        idpClient.refreshTokens = refreshTokens;
        held.resolve();
      },
    };
  }

  const expire = () => place.broker.clock.advance(2 * 3_600_000);

  test('V-03: what is sealed for the primary does not open for the user that is gone, nor the other way round', async () => {
    const { tenant } = place.broker.app;
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    const before = await identityOf(secondary);
    const old = (await findIdpTokens(tenant.store.db, before.identityId))!;
    await place.link(primary, secondary);
    const after = await identityOf(secondary);
    const record = (await findIdpTokens(tenant.store.db, before.identityId))!;
    const limits = { refreshTokens: true };
    const scopes = new Set(['read:user_idp_tokens']);
    const proof = proveTokenRead({ clientId: 'm2m', requestId: 'r', limits, scopes })!;
    const open = (owner: typeof before, what: typeof record) =>
      revealTokens(tenant.keyring, proof, { tenantId: tenant.id, ...owner }, what);
    expect(open(after, record).accessToken?.reveal()).toBe(open(before, old).accessToken?.reveal());
    expect(() => open(before, record)).toThrow('sealed_value_damaged');
    expect(() => open(after, old)).toThrow('sealed_value_damaged');
    expect(record).toMatchObject({
      version: old.version + 1,
      health: 'ok',
      scopesGranted: old.scopesGranted,
      binding: old.binding,
      accessFingerprint: old.accessFingerprint,
      idleSince: old.idleSince,
    });
  });

  test('a refresh under way while its account is linked ends with the new owner, and the rotated token is not lost', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    const hold = holdRefreshes();
    expire();
    const reading = place.user(secondary.userId);
    await hold.reached;
    const names = [{ provider: 'oidc', idpUserId: secondary.idpUserId }];
    await linkUsers(place.broker.app.vault, {
      primaryId: primary.userId,
      secondary: { names, connectionId: undefined },
      asUser: false,
    });
    hold.go();
    // Who asked for the user that is gone gets no token of the one that it became.
    const { identities } = (await reading).body;
    expect((identities as Json[]).some((one) => 'access_token' in one)).toBe(false);
    // The IdP rotates: had the answer been lost, or the old token been shown again, the grant would be dead.
    for (let time = 0; time < 2; time += 1) {
      const [, identity] = await place.identities(primary.userId);
      expect(identity).toHaveProperty('access_token');
      expect(identity).not.toHaveProperty('token_problem');
      expire();
    }
    const record = await findIdpTokens(place.broker.app.tenant.store.db, (await identityOf(secondary)).identityId);
    expect(record).toMatchObject({ health: 'ok', interrupted: false });
  });

  test('a damaged grant does not keep its account from being linked', async () => {
    const [primary, secondary] = [await place.person(), await place.person('con2')];
    const { identityId } = await identityOf(secondary);
    await place.broker.app.tenant.store.db
      .updateTable('idp_tokens')
      .set({ access_token: Buffer.from('damaged') })
      .where('identity_id', '=', identityId)
      .execute();
    const names = [{ provider: 'oidc', idpUserId: secondary.idpUserId }];
    await linkUsers(place.broker.app.vault, {
      primaryId: primary.userId,
      secondary: { names, connectionId: undefined },
      asUser: false,
    });
    // The next sign-in replaces it.
    await place.person('con2', secondary.subject);
    expect((await place.identities(primary.userId))[1]).toHaveProperty('access_token');
  });
});
