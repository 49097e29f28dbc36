import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  api,
  createBrowser,
  databaseKinds,
  getTokens,
  oidcConnection,
  postToken,
  webCredentials,
} from '../broker/index.ts';
import { type Body, type Configured, startConfigured } from '../configuration/set-up.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

describe.each(databaseKinds)(
  'notes at sessions and refresh tokens, revocation in bulk, device keys, on %s',
  (database) => {
    let idp: TestIdp;
    let place: Configured;
    let people = 0;
    beforeAll(async () => {
      idp = await startTestIdp();
      place = await startConfigured(oidcConnection('con1', idp), { database });
    });
    afterAll(async () => {
      await place.broker.close();
      await idp.close();
    });

    /** Somebody new, signed in with a refresh token. */
    async function newPerson() {
      people += 1;
      const login_hint = `person${people}`;
      const browser = createBrowser();
      const scope = 'openid offline_access';
      const sign = (more: Record<string, string> = {}) =>
        getTokens(place.broker, { login_hint, scope, ...more }, browser) as Promise<Record<string, string>>;
      const id = `oidc|con1|${login_hint}`;
      const { refresh_token } = await sign();
      const list = async (path: string, name: string) =>
        (await place.expectStatus(200, 'GET', `/users/${id}/${path}`))[name] as { id: string }[];
      return {
        id,
        sign,
        refreshToken: refresh_token!,
        session: async () => (await list('sessions', 'sessions'))[0]!.id,
        tokens: async () => (await list('refresh-tokens', 'tokens')).map((token) => token.id),
      };
    }

    const isAlive = async (refresh_token: string) =>
      (await postToken(place.broker, { grant_type: 'refresh_token', ...webCredentials, refresh_token })).status === 200;

    test.each([
      ['session', 'session_metadata'],
      ['refresh token', 'refresh_token_metadata'],
    ])('notes at a %s are replaced as a whole, shown, and removed by null or {}', async (kind, member) => {
      const person = await newPerson();
      const path =
        kind === 'session' ? `/sessions/${await person.session()}` : `/refresh-tokens/${(await person.tokens())[0]}`;
      const before = await place.expectStatus(200, 'GET', path);
      expect(before).not.toHaveProperty(member);
      const changed = await place.expectStatus(200, 'PATCH', path, { [member]: { device: 'phone', plan: 'pro' } });
      expect(changed).toEqual({ ...before, [member]: { device: 'phone', plan: 'pro' } });
      await place.expectStatus(200, 'PATCH', path, { [member]: { device: 'desk' } });
      expect((await place.expectStatus(200, 'GET', path))[member]).toEqual({ device: 'desk' });
      await place.expectStatus(200, 'PATCH', path, {});
      expect((await place.expectStatus(200, 'GET', path))[member]).toEqual({ device: 'desk' });
      for (const nothing of [{}, null]) {
        await place.expectStatus(200, 'PATCH', path, { [member]: { again: 'x' } });
        expect(await place.expectStatus(200, 'PATCH', path, { [member]: nothing })).toEqual(before);
      }
      const wrong: unknown[] = [
        { 'a.b': 'x' },
        { a: 1 },
        { a: 'x'.repeat(256) },
        Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`k${index}`, 'x'])),
        [],
      ];
      for (const given of wrong) expect((await place.send('PATCH', path, { [member]: given })).status).toBe(400);
      expect(
        (await place.send('PATCH', `${path.split('/').slice(0, 2).join('/')}/none`, { [member]: {} })).status,
      ).toBe(404);
      const scope = kind === 'session' ? 'read:sessions' : 'read:refresh_tokens';
      expect((await place.send('PATCH', path, { [member]: {} }, [scope])).status).toBe(403);
      expect(await isAlive(person.refreshToken)).toBe(true);
    });

    test('refresh tokens end by their ids, of a user, of a user at a client, and at one API of it', async () => {
      const [vera, max, ida, kim] = [await newPerson(), await newPerson(), await newPerson(), await newPerson()];
      const revoke = (body: Body) => place.send('POST', '/refresh-tokens/revoke', body);
      expect((await revoke({ ids: await vera.tokens() })).status).toBe(202);
      expect([await isAlive(vera.refreshToken), await isAlive(max.refreshToken)]).toEqual([false, true]);
      expect((await revoke({ user_id: max.id, client_id: 'spa' })).status).toBe(202);
      expect(await isAlive(max.refreshToken)).toBe(true);
      expect((await revoke({ user_id: max.id, client_id: 'web' })).status).toBe(202);
      expect([await isAlive(max.refreshToken), await isAlive(ida.refreshToken)]).toEqual([false, true]);
      const { refresh_token: atApi } = await ida.sign({ audience: api });
      expect((await revoke({ user_id: ida.id, client_id: 'web', audience: api })).status).toBe(202);
      expect([await isAlive(ida.refreshToken), await isAlive(atApi!)]).toEqual([true, false]);
      expect((await revoke({ user_id: ida.id })).status).toBe(202);
      expect([await isAlive(ida.refreshToken), await isAlive(kim.refreshToken)]).toEqual([false, true]);
      expect((await revoke({ client_id: 'web' })).status).toBe(202);
      expect(await isAlive(kim.refreshToken)).toBe(false);
    });

    test('what revocation in bulk does not understand ends nothing', async () => {
      const person = await newPerson();
      const [id = ''] = await person.tokens();
      const wrong: Body[] = [
        {},
        { ids: [] },
        { ids: [id], user_id: person.id },
        { ids: [id], client_id: 'web' },
        { audience: api },
        { user_id: person.id, audience: api },
        { client_id: 'web', audience: api },
        { ids: Array.from({ length: 101 }, () => id) },
      ];
      for (const body of wrong) {
        expect(await place.send('POST', '/refresh-tokens/revoke', body)).toMatchObject({
          status: 400,
          body: { errorCode: 'invalid_body' },
        });
      }
      expect((await place.send('POST', '/refresh-tokens/revoke', { ids: [id] }, ['read:refresh_tokens'])).status).toBe(
        403,
      );
      expect(await isAlive(person.refreshToken)).toBe(true);
    });

    test("a user's application keeps a public key of a device, one each, in that user's name alone", async () => {
      const person = await newPerson();
      const audience = `${place.broker.issuer}api/v2/`;
      const scope = 'openid create:current_user_device_credentials delete:current_user_device_credentials';
      const { access_token } = await person.sign({ audience, scope });
      const asUser = async (method: string, path: string, body?: Body) => {
        const response = await fetch(`${place.broker.url}/api/v2${path}`, {
          method,
          headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        return { status: response.status, body: (text && JSON.parse(text)) as Body };
      };
      const key = { device_name: 'Phone', type: 'public_key', value: 'QUJD', device_id: 'device-1' };
      const made = await asUser('POST', '/device-credentials', key);
      expect(made).toEqual({ status: 201, body: { id: expect.stringMatching(/^dcr_/) } });
      expect(await asUser('POST', '/device-credentials', key)).toMatchObject({ status: 409 });
      expect((await asUser('POST', '/device-credentials', { ...key, client_id: 'other' })).status).toBe(403);
      for (const wrong of [{ type: 'refresh_token' }, { value: '!' }, { device_id: '' }, { more: 1 }]) {
        expect((await asUser('POST', '/device-credentials', { ...key, ...wrong })).status).toBe(400);
      }
      // A machine has no device.
      expect((await place.send('POST', '/device-credentials', key)).status).toBe(403);
      const list = async (query: string) =>
        (await place.expectStatus(200, 'GET', `/device-credentials?${query}`)) as unknown as Body[];
      const shown = { id: made.body.id, device_name: 'Phone', device_id: 'device-1', type: 'public_key' };
      expect(await list(`type=public_key&user_id=${person.id}`)).toEqual([
        { ...shown, user_id: person.id, client_id: 'web' },
      ]);
      // Without a user too, along the index of its key.
      expect((await list('type=public_key')).map(({ id }) => id)).toContain(made.body.id);
      const stranger = await newPerson();
      const { id: foreign } = (await list(`user_id=${stranger.id}`))[0]!;
      expect((await asUser('DELETE', `/device-credentials/${foreign}`)).status).toBe(403);
      expect((await asUser('DELETE', `/device-credentials/${made.body.id}`)).status).toBe(204);
      expect(await list(`type=public_key&user_id=${person.id}`)).toEqual([]);
    });
  },
);
