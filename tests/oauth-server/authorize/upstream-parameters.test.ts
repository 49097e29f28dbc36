import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configure, createBrowser, oidcConnection, signIn } from '../../broker/index.ts';
import { ask, type Optional, openPlace, type Place, show, signedInBrowser } from './set-up.ts';

let place: Place;

const upstream = `      upstream_params:
        screen: { value: compact }
        acr: { alias: acr_values }
        hint_for_idp: { alias: login_hint }
        shown: { alias: display }
        theirs: { alias: max_age }
        lang: { alias: ui_locales }
        who: { alias: id_token_hint }`;

const change = (text: string, idp: Place['idp1']) =>
  text.replace('\nresourceServers:', `${oidcConnection('con3', idp, '[web]', upstream)}\nresourceServers:`);

beforeAll(async () => {
  place = await openPlace(change);
});
afterAll(() => place.close());
beforeEach(() => {
  place.idp1.reset();
  place.idp2.reset();
});

/** What the IdP of the connection was asked. */
async function askedOf(parameters: Optional, browser = createBrowser()): Promise<Record<string, string>> {
  const started = await ask(place.broker, { connection: 'con1', ...parameters }, browser);
  await show(browser.get(started.location!));
  const requests = [...place.idp1.requests('authorize'), ...place.idp2.requests('authorize')];
  expect(requests).toHaveLength(1);
  return requests[0]!.params as Record<string, string>;
}

describe('what reaches the IdP', () => {
  test('connection_scope is added to the scopes of the connection, once each', async () => {
    const { scope } = await askedOf({ connection_scope: 'calendar,drive,email' });
    expect(scope).toBe('openid profile email calendar drive');
  });

  test('the scope that the application asks of us is not asked of the IdP', async () => {
    const { scope } = await askedOf({ scope: 'openid offline_access read:things' });
    expect(scope).toBe('openid profile email');
  });

  test.each(['a"b', 'a\\b', 'ü', 'a\0b'])('connection_scope %j adds nothing that is no scope', async (odd) => {
    expect((await askedOf({ connection_scope: `ok,${odd}` })).scope).toBe('openid profile email ok');
  });

  test('access_type=offline asks for a refresh token in the way of the provider', async () => {
    const { scope } = await askedOf({ access_type: 'offline' });
    expect(scope?.split(' ')).toContain('offline_access');
    place.idp1.reset();
    expect((await askedOf({ access_type: 'online' })).scope).toBe('openid profile email');
  });

  test('login_hint, ui_locales and the prompts that an IdP understands are passed on', async () => {
    const asked = await askedOf({
      login_hint: 'véra+1@example.com',
      ui_locales: 'de fr',
      prompt: 'consent select_account',
    });
    expect(asked).toMatchObject({
      login_hint: 'véra+1@example.com',
      ui_locales: 'de fr',
      prompt: 'consent select_account',
    });
  });

  test('upstream_params: fixed values, and aliases of what the application sent', async () => {
    const asked = await askedOf({
      connection: 'con3',
      acr_values: 'urn:mfa',
      login_hint: 'vera',
      display: 'popup',
      max_age: '60',
      ui_locales: 'de',
      id_token_hint: 'of-the-idp',
    });
    expect(asked).toMatchObject({
      screen: 'compact',
      acr: 'urn:mfa',
      hint_for_idp: 'vera',
      shown: 'popup',
      theirs: '60',
      lang: 'de',
      who: 'of-the-idp',
    });
    place.idp1.reset();
    expect(Object.keys(await askedOf({ connection: 'con3' }))).not.toContain('acr');
  });

  test('R-41: what no connection passes on is not kept while the user is away', async () => {
    const { db } = place.broker.app.tenant.store;
    async function bytesKept(more: Record<string, string>): Promise<number> {
      await db.deleteFrom('login_transactions').execute();
      await askedOf({ connection: 'con3', ...more });
      const rows = await db.selectFrom('login_transactions').select('sealed').execute();
      place.idp1.reset();
      return Math.max(...rows.map(({ sealed }) => sealed.length));
    }
    const few = await bytesKept({});
    expect(await bytesKept({ nobody_asked: 'x'.repeat(6_000) })).toBe(few);
    expect(await bytesKept({ acr_values: 'x'.repeat(500) })).toBeGreaterThan(few + 500);
  });

  test('the callback address is ours, and state, nonce and challenge are fresh each time', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 5; round += 1) {
      const asked = await askedOf({ state: 'of-the-application', nonce: 'of-the-application' });
      expect(asked.redirect_uri).toBe(`${place.broker.issuer}login/callback`);
      for (const name of ['state', 'nonce', 'code_challenge']) {
        expect(asked[name]).toMatch(/^[\w-]{43}$/);
        seen.add(asked[name]!);
      }
      place.idp1.reset();
    }
    expect(seen.size).toBe(15);
  });
});

describe('what does not', () => {
  test('CL-19: nothing of the application sets the parameters of our own request', async () => {
    const reserved = {
      state: 'evil-state',
      nonce: 'evil-nonce',
      code_challenge: 'e'.repeat(43),
      code_challenge_method: 'S256',
      response_mode: 'fragment',
      scope: 'openid evil',
      audience: 'https://api.example.com/',
    };
    const asked = await askedOf(reserved);
    expect(asked).toMatchObject({ client_id: place.idp1.clientId, response_type: 'code' });
    expect(asked).not.toHaveProperty('response_mode');
    expect(asked).not.toHaveProperty('audience');
    const text = JSON.stringify(asked);
    for (const value of ['evil', 'eeee', 'api.example.com', '127.0.0.1:9']) expect(text).not.toContain(value);
  });

  test('CL-19: nor through values that look like more parameters', async () => {
    const inject = 'x&state=evil&redirect_uri=https://evil.example/&client_id=evil#';
    const asked = await askedOf({ connection: 'con3', login_hint: inject, ui_locales: inject, acr_values: inject });
    expect(asked).toMatchObject({
      login_hint: inject,
      client_id: place.idp1.clientId,
      redirect_uri: `${place.broker.issuer}login/callback`,
    });
    expect(asked.state).not.toBe('evil');
  });

  test.each([
    'state',
    'client_id',
    'redirect_uri',
    'response_type',
    'response_mode',
    'nonce',
    'scope',
    'code_challenge',
    'STATE',
  ])('CL-19: a connection that is set up to send its own %s is refused, or the setting has no effect', async (name) => {
    const text = place.tenant.replace('screen: { value: compact }', `${name}: { value: evil }`);
    const accepted = await configure(place.broker.app, text).then(
      () => true,
      () => false,
    );
    place.broker.clock.advance(1000);
    try {
      if (accepted) expect(Object.values(await askedOf({ connection: 'con3' }))).not.toContain('evil');
    } finally {
      await configure(place.broker.app, place.tenant);
      place.broker.clock.advance(1000);
    }
    expect((await signIn(place.broker, { connection: 'con3' })).code).toBeDefined();
  });

  test('AS-18: prompt=login and max_age reach an IdP that understands them; prompt=none is ours alone', async () => {
    const agesOf = async (parameters: Optional) => {
      place.idp1.reset();
      const { prompt, max_age } = await askedOf(parameters);
      return { prompt, max_age };
    };
    expect(await agesOf({ prompt: 'login' })).toEqual({ prompt: 'login', max_age: '300' });
    expect(await agesOf({ prompt: 'login', max_age: '0' })).toEqual({ prompt: 'login', max_age: '0' });
    expect(await agesOf({ max_age: '60' })).toEqual({ prompt: undefined, max_age: '60' });
    expect(await agesOf({})).toEqual({ prompt: undefined, max_age: undefined });
    const browser = await signedInBrowser(place.broker);
    place.idp1.reset();
    await ask(place.broker, { prompt: 'none', connection: 'con1' }, browser);
    expect(place.idp1.requests('authorize')).toEqual([]);
  });
});
