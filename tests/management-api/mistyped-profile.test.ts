import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrowser, databaseKinds, decodeClaims, getTokens, oidcConnection, signIn } from '../broker/index.ts';
import { type Body, type Configured, startConfigured } from '../configuration/set-up.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

const odd = {
  email: 4711,
  email_verified: 'yes',
  name: ['MARKER-odd-name'],
  picture: { url: 'https://idp.example/p.png' },
  multifactor: 'none',
  last_password_reset: 'yesterday',
  nickname: 'odd',
  department: { number: 7 },
};
const shown = { nickname: 'odd', department: { number: 7 } };
const hidden = ['email', 'email_verified', 'name', 'picture', 'multifactor', 'last_password_reset'];

describe.each(databaseKinds)(
  'a stored profile whose members are of other types than clients expect, on %s',
  (database) => {
    let idp: TestIdp;
    let place: Configured;
    beforeAll(async () => {
      idp = await startTestIdp();
      place = await startConfigured(oidcConnection('con1', idp), { database });
      for (const login_hint of ['vera', 'max']) await signIn(place.broker, { login_hint }, createBrowser());
      await place.broker.app.tenant.store.db
        .updateTable('users')
        .set({ profile: JSON.stringify(odd) })
        .where('user_id', '=', 'oidc|con1|vera')
        .execute();
    });
    afterAll(async () => {
      await place.broker.close();
      await idp.close();
    });

    const expectShown = (user: Body | undefined) => {
      expect(user).toMatchObject({ user_id: 'oidc|con1|vera', ...shown });
      for (const name of hidden) expect(user).not.toHaveProperty(name);
    };

    test('is shown as far as it is valid, alone and in lists, with the others beside it', async () => {
      expectShown(await place.expectStatus(200, 'GET', '/users/oidc|con1|vera'));
      const page = await place.expectStatus(200, 'GET', '/users?include_totals=true');
      expect((page.users as Body[]).map(({ user_id }) => user_id)).toEqual(['oidc|con1|max', 'oidc|con1|vera']);
      expectShown((page.users as Body[])[1]);
      const list = (await place.expectStatus(200, 'GET', '/users?sort=created_at:1')) as unknown as Body[];
      expectShown(list[0]);
      expect(list[1]).toMatchObject({ email: expect.any(String) });
    });

    test('can be changed, and what was valid stays', async () => {
      const metadata = { user_metadata: { theme: 'dark' } };
      const changed = await place.expectStatus(200, 'PATCH', '/users/oidc|con1|vera', metadata);
      expectShown(changed);
      expect(changed).toMatchObject(metadata);
    });

    test('is found by search and told to applications as far as it is valid', async () => {
      const found = await place.expectStatus(200, 'GET', `/users?q=${encodeURIComponent('user_id:"oidc|con1|vera"')}`);
      expectShown((found as unknown as Body[])[0]);
      const { db } = place.broker.app.tenant.store;
      const browser = createBrowser();
      const tokens = await getTokens(place.broker, { login_hint: 'max' }, browser);
      const max = db.updateTable('users').where('user_id', '=', 'oidc|con1|max');
      await max.set({ profile: JSON.stringify(odd) }).execute();
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      const userinfo = await fetch(`${place.broker.url}/userinfo`, { headers });
      const told = (await userinfo.json()) as Body;
      expect([userinfo.status, told.nickname]).toEqual([200, 'odd']);
      for (const name of hidden) expect(told).not.toHaveProperty(name);
      // Signed in already, so that nothing of the IdP overwrites it.
      const again = decodeClaims((await getTokens(place.broker, { prompt: 'none' }, browser)).id_token);
      expect(again.nickname).toBe('odd');
      for (const name of hidden) expect(again).not.toHaveProperty(name);
    });

    test('is named in the log once, by its members, never by their values', async () => {
      for (let read = 0; read < 3; read += 1) await place.expectStatus(200, 'GET', '/users/oidc|con1|vera');
      const [line, ...others] = place.broker
        .logged()
        .split('\n')
        .filter((text) => text.includes('not of the type') && text.includes('vera'));
      expect(others).toEqual([]);
      expect(JSON.parse(line!)).toMatchObject({ userId: 'oidc|con1|vera', names: expect.arrayContaining(hidden) });
      expect(place.broker.logged()).not.toContain('MARKER-odd-name');
    });
  },
);
