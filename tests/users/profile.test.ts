import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  createBrowser,
  createTestClock,
  databaseKinds,
  oidcConnection,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { attempt, countRows, readUser, start } from '../sign-in/set-up.ts';

describe.each(databaseKinds)('the user after each sign-in, on %s', (database) => {
  const clock = createTestClock();
  let idp: TestIdp;
  let broker: Broker;

  beforeAll(async () => {
    idp = await startTestIdp({ clock });
    const setting = (name: string, value: string) =>
      oidcConnection(name, idp, '[web]', `      set_user_root_attributes: ${value}\n`);
    broker = await startBroker({
      database,
      clock,
      tenant: tenantFile(
        oidcConnection('con1', idp) +
          setting('each', 'on_each_login') +
          setting('first', 'on_first_login') +
          setting('never', 'never_on_login') +
          oidcConnection('forgetful', idp, '[web]', '      non_persistent_attrs: [phone_number, groups, email]\n'),
      ),
      config: { trustProxy: 1 },
    });
  });
  afterEach(() => idp.reset());
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  test('it is made at the first sign-in, and each further one counts and sets time and address', async () => {
    const began = clock.now();
    await signIn(broker, { login_hint: 'anna' });
    const first = await readUser(broker, 'oidc|con1|anna');
    expect(first).toMatchObject({ user_id: 'oidc|con1|anna', email: 'anna@example.com', logins_count: 1 });
    expect(first?.last_ip).toMatch(/^(127\.0\.0\.1|::1|::ffff:127\.0\.0\.1)$/);
    expect(first?.created_at).toBe(first?.last_login);
    expect(first?.updated_at).toBe(first?.last_login);
    expect(Date.parse(String(first?.created_at))).toBeGreaterThanOrEqual(began);

    clock.advance(3_600_000);
    await signIn(broker, { login_hint: 'anna' });
    const second = await readUser(broker, 'oidc|con1|anna');
    expect(second).toMatchObject({ logins_count: 2, created_at: first?.created_at });
    expect(second?.last_login).toBe(second?.updated_at);
    const hour = Date.parse(String(second?.last_login)) - Date.parse(String(first?.last_login));
    expect(hour).toBeGreaterThanOrEqual(3_600_000);
    expect(hour).toBeLessThan(3_660_000);
  });

  test('a sign-in by single sign-on alone does not count', async () => {
    const found = await attempt(broker, { login_hint: 'bert' });
    await signIn(broker, { prompt: 'none' }, found.browser);
    expect(await readUser(broker, 'oidc|con1|bert')).toMatchObject({ logins_count: 1 });
  });

  test('last_ip is the address that the trusted proxy saw, and not what the browser made up', async () => {
    const browser = createBrowser();
    const { url } = await start(broker, browser, { login_hint: 'cleo' });
    const callback = new URLSearchParams(await idp.signIn(url));
    const response = await browser.get(`${broker.url}/login/callback?${callback}`, {
      'x-forwarded-for': '6.6.6.6, 203.0.113.9',
    });
    expect(response.status).toBe(302);
    expect(await readUser(broker, 'oidc|con1|cleo')).toMatchObject({ last_ip: '203.0.113.9' });
  });

  /** As an operator would set attributes of a user. */
  async function edit(userId: string, changes: Record<string, unknown>) {
    const row = await broker.app.tenant.store.db
      .selectFrom('users')
      .select('profile')
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    const profile = JSON.stringify({ ...JSON.parse(row.profile), ...changes });
    await broker.app.tenant.store.db
      .updateTable('users')
      .set({ profile, user_metadata: '{"colour":"red"}', app_metadata: '{"plan":"gold"}' })
      .where('user_id', '=', userId)
      .execute();
  }

  const changed = {
    name: 'New Name',
    given_name: 'New',
    email: 'new@example.com',
    email_verified: false,
    department: 'Keys',
  };
  const give = (claims: Record<string, unknown>) => idp.behave({ idToken: { claims }, userinfo: claims });

  test('set_user_root_attributes on_each_login: the IdP has the last word, and drops what it no longer says', async () => {
    give({ family_name: 'Old', department: 'Locks' });
    await signIn(broker, { connection: 'each', login_hint: 'dana' });
    await edit('oidc|each|dana', { nickname: 'set here' });
    idp.reset();
    give({ ...changed, department: undefined });
    await signIn(broker, { connection: 'each', login_hint: 'dana' });
    const user = await readUser(broker, 'oidc|each|dana');
    expect(user).toMatchObject({
      name: 'New Name',
      given_name: 'New',
      nickname: 'new',
      email: 'new@example.com',
      email_verified: false,
      user_metadata: { colour: 'red' },
      app_metadata: { plan: 'gold' },
    });
    expect(user).not.toHaveProperty('family_name');
    expect(user).not.toHaveProperty('department');
  });

  test('set_user_root_attributes on_first_login: names and picture stay as they were set here, the rest follows', async () => {
    give({ family_name: 'Old' });
    await signIn(broker, { connection: 'first', login_hint: 'elsa' });
    expect(await readUser(broker, 'oidc|first|elsa')).toMatchObject({ name: 'User elsa', family_name: 'Old' });
    await edit('oidc|first|elsa', { nickname: 'set here', picture: 'https://example.com/mine.png' });
    idp.reset();
    give({ ...changed, picture: 'https://idp.example/theirs.png' });
    await signIn(broker, { connection: 'first', login_hint: 'elsa' });
    expect(await readUser(broker, 'oidc|first|elsa')).toMatchObject({
      name: 'User elsa',
      family_name: 'Old',
      nickname: 'set here',
      picture: 'https://example.com/mine.png',
      // An address, and above all its proof, is never older than the last sign-in (T-D14).
      email: 'new@example.com',
      email_verified: false,
      department: 'Keys',
      logins_count: 2,
      user_metadata: { colour: 'red' },
    });
  });

  test('set_user_root_attributes never_on_login: nobody is made, and who is there keeps names and picture', async () => {
    const before = await countRows(broker);
    const stranger = await attempt(broker, { connection: 'never', login_hint: 'fred' });
    expect(stranger.answer).toMatchObject({ error: 'access_denied', state: 'app-state' });
    expect(await countRows(broker)).toEqual(before);

    await signIn(broker, { connection: 'each', login_hint: 'gerd' });
    const { db } = broker.app.tenant.store;
    const never = await db
      .selectFrom('connections')
      .select('connection_id')
      .where('name', '=', 'never')
      .executeTakeFirstOrThrow();
    await db
      .updateTable('identities')
      .set({ connection: 'never', connection_id: never.connection_id })
      .where('user_id', '=', 'oidc|each|gerd')
      .execute();
    await db
      .deleteFrom('idp_tokens')
      .where(
        'identity_id',
        'in',
        db.selectFrom('identities').select('identity_id').where('user_id', '=', 'oidc|each|gerd'),
      )
      .execute();
    give(changed);
    await signIn(broker, { connection: 'never', login_hint: 'gerd' });
    expect(await readUser(broker, 'oidc|each|gerd')).toMatchObject({
      name: 'User gerd',
      email: 'new@example.com',
      logins_count: 2,
    });
  });

  test('non_persistent_attrs are never kept, not even for a moment', async () => {
    give({ phone_number: '+4912345', groups: ['secret-group'], department: 'Keys' });
    for (let count = 1; count <= 2; count += 1) {
      await signIn(broker, { connection: 'forgetful', login_hint: 'hans' });
      const user = await readUser(broker, 'oidc|forgetful|hans');
      expect(user).toMatchObject({ department: 'Keys', name: 'User hans', logins_count: count });
      for (const name of ['phone_number', 'groups', 'email']) expect(user).not.toHaveProperty(name);
    }
    const row = await broker.app.tenant.store.db
      .selectFrom('users')
      .selectAll()
      .where('user_id', '=', 'oidc|forgetful|hans')
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toMatch(/secret-group|4912345|hans@example/);
  });
});
