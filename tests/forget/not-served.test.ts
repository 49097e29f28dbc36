import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { tidyGrants } from '../../src/vault/index.ts';
import { configure, databaseKinds, oidcConnection, tokensAsAuth0 } from '../broker/index.ts';
import { type Json, type Place, startPlace, tenantOf, userPath } from './set-up.ts';

const day = 86_400_000;

describe.each(databaseKinds)('grants that rest, and grants that are dead, on %s', (database) => {
  let place: Place;

  beforeAll(async () => {
    place = await startPlace(database);
  });
  afterAll(() => place.close());
  beforeEach(() => {
    place.idp.reset();
    place.idp.behave({ refreshTokens: 'always', accessTokenLifetime: 600 });
  });

  const refreshes = () => place.idp.requests('token').filter(({ params }) => params.grant_type === 'refresh_token');

  async function block(user: string, blocked: 0 | 1): Promise<void> {
    const { db } = place.broker.app.tenant.store;
    await db.updateTable('users').set({ blocked }).where('user_id', '=', user).execute();
  }

  test('T-B17: a blocked user is still shown, without tokens, and no IdP is asked for fresh ones', async () => {
    const user = await place.newUser();
    place.broker.clock.advance(700_000);
    await block(user, 1);
    const { status, body } = await place.send('GET', userPath(user));
    expect(status).toBe(200);
    expect(body).toMatchObject({ user_id: user, blocked: true });
    expect((body.identities as Json[])[0]).toEqual({
      connection: 'con1',
      provider: 'oidc',
      user_id: user.slice(5),
      isSocial: false,
      token_problem: { state: 'unavailable', reason: 'user_blocked' },
    });
    const list = await place.send('GET', '/users?per_page=100');
    const listed = (list.body as unknown as Json[]).find((one) => one.user_id === user)!;
    expect((listed.identities as Json[])[0]).not.toHaveProperty('access_token');
    expect(refreshes()).toHaveLength(0);
    await block(user, 0);
    expect((await place.identityOf(user)).access_token).toBeTypeOf('string');
  });

  test('T-B16: tokens of a connection that was switched off are neither served nor refreshed, and come back with it', async () => {
    const user = await place.newUser();
    const off = `${oidcConnection('con1', place.idp)}    authentication: { active: false }\n`;
    await configure(place.broker.app, tenantOf(off));
    place.broker.clock.advance(700_000);
    expect(await place.identityOf(user)).not.toHaveProperty('access_token');
    expect(await place.identityOf(user)).not.toHaveProperty('refresh_token');
    expect(refreshes()).toHaveLength(0);
    await configure(place.broker.app, tenantOf(`${off}    connected_accounts: { active: true }\n`));
    place.broker.clock.advance(1_000);
    expect((await place.identityOf(user)).access_token).toBeTypeOf('string');
    const on = `${oidcConnection('con1', place.idp)}    authentication: { active: true }\n    connected_accounts: { active: false }\n`;
    await configure(place.broker.app, tenantOf(on));
    place.broker.clock.advance(1_000);
    expect((await place.identityOf(user)).access_token).toBeTypeOf('string');
  });

  test('T-B16: tokens of a connection that is gone are neither served nor refreshed', async () => {
    const gone = await startPlace(database);
    try {
      gone.idp.behave({ refreshTokens: 'always', accessTokenLifetime: 600 });
      const user = await gone.newUser();
      const { tenant } = gone.broker.app;
      await tenant.store.db.deleteFrom('connections').execute();
      tenant.configuration.clear();
      gone.broker.clock.advance(700_000);
      expect(await gone.identityOf(user)).not.toHaveProperty('access_token');
      expect(gone.idp.requests('token')).toHaveLength(1);
    } finally {
      await gone.close();
    }
  });

  test('V-20: a grant that broke is erased after 30 days without its user, and the health says so', async () => {
    const [broken, alive] = [await place.newUser(), await place.newUser()];
    place.broker.clock.advance(700_000);
    place.idp.behave({ faults: { token: { kind: 'error', error: 'invalid_grant', status: 400, times: 1 } } });
    await place.identityOf(broken);
    expect(await place.healthOf(broken)).toMatchObject({ state: 'needs_reauthorization', reason: 'invalid_grant' });
    place.broker.clock.advance(29 * day);
    await tidyGrants(place.broker.app.vault);
    expect((await place.healthOf(broken)).state).toBe('needs_reauthorization');
    place.broker.clock.advance(1.1 * day);
    await tidyGrants(place.broker.app.vault);
    expect(await place.healthOf(broken)).toMatchObject({ state: 'revoked', reason: 'erased' });
    expect((await place.healthOf(alive)).state).toBe('active');
    const { db } = place.broker.app.tenant.store;
    const left = await db
      .selectFrom('idp_tokens')
      .innerJoin('identities', 'identities.identity_id', 'idp_tokens.identity_id')
      .select(['access_token', 'refresh_token', 'id_token'])
      .where('identities.user_id', '=', broken)
      .execute();
    expect(left).toEqual([{ access_token: null, refresh_token: null, id_token: null }]);
    await place.signInAgain(broken);
    expect((await place.healthOf(broken)).state).toBe('active');
  });

  test('V-20: so is one that ended without a refresh token; the days are the tenant’s to choose', async () => {
    place.idp.behave({ refreshTokens: 'never' });
    const user = await place.newUser();
    place.broker.clock.advance(6 * day);
    const chosen = (more: string) =>
      tenantOf(oidcConnection('con1', place.idp)).replace('friendly_name: Test Tenant', `friendly_name: T\n${more}`);
    await configure(place.broker.app, chosen('  idp_tokens: { as_auth0: true }'));
    await tidyGrants(place.broker.app.vault);
    expect((await place.healthOf(user)).reason).toBe('expired');
    await configure(place.broker.app, chosen('  idp_tokens: { erase_dead_after_days: 5 }'));
    place.broker.clock.advance(1_000);
    await tidyGrants(place.broker.app.vault);
    expect(await place.healthOf(user)).toMatchObject({ state: 'revoked', reason: 'erased' });
    // Nothing lived that could have been revoked.
    expect(await place.revocationsOf(user)).toEqual([]);
    await configure(place.broker.app, chosen(''));
  });

  test('Auth0’s old ways keep dead tokens for ever, unless a number of days says otherwise', async () => {
    place.idp.behave({ refreshTokens: 'never' });
    const user = await place.newUser();
    await configure(place.broker.app, tokensAsAuth0);
    place.broker.clock.advance(100 * day);
    await tidyGrants(place.broker.app.vault);
    expect((await place.identityOf(user)).access_token).toBeTypeOf('string');
  });
});
