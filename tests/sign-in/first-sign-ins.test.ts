import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Broker,
  createBrowser,
  databaseKinds,
  oidcConnection,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { countRows, finish, hasSession, identityOf, readUser, start } from './set-up.ts';

/** Two nodes behind one address, on one database. */
describe.each(databaseKinds)('T-D21: many sign-ins at once on two nodes and one %s', (database) => {
  let idp: TestIdp;
  let nodes: readonly [Broker, Broker];

  beforeAll(async () => {
    idp = await startTestIdp({ algorithms: ['ES256'] });
    const tenant = tenantFile(oidcConnection('con1', idp));
    const first = await startBroker({ database, tenant });
    const { databaseUrl, keyring, issuer } = first.config;
    const second = await startBroker({ databaseUrl, keyring, tenant, config: { issuer } });
    nodes = [first, second];
    // Keys and metadata are not what this is about.
    for (const node of nodes) await signInOn(node, 'warm');
  });
  afterAll(async () => {
    await nodes[1].close();
    await nodes[0].close();
    await idp.close();
  });

  async function signInOn(node: Broker, hint: string) {
    const browser = createBrowser();
    const { url } = await start(node, browser, { login_hint: hint });
    const { answer } = await finish(node, browser, await idp.signIn(url));
    return { answer, session: hasSession(node, browser) };
  }

  test('T-D21: 50 first sign-ins of one person make one user, 50 logins and 50 sessions', async () => {
    const before = await countRows(nodes[0]);
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => signInOn(nodes[index % 2]!, 'nova')));
    expect(all.map(({ answer }) => answer?.error ?? 'none').filter((error) => error !== 'none')).toEqual([]);
    expect(all.every(({ session }) => session)).toBe(true);
    const after = await countRows(nodes[0]);
    const made = Object.fromEntries(Object.entries(after).map(([table, count]) => [table, count - before[table]!]));
    expect(made).toEqual({ users: 1, identities: 1, idp_tokens: 1, sessions: 50, authorizations: 50 });
    const user = await readUser(nodes[0], 'oidc|con1|nova');
    expect(user).toMatchObject({ logins_count: 50 });
    // The tokens are those of one sign-in, whole: the IdP knows them.
    const { access_token: token } = identityOf(user);
    const answer = await fetch(idp.endpoints.userinfo_endpoint, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
  });

  test('R-27: 80 people at once, with configuration to be read again meanwhile, all get in', async () => {
    for (const node of nodes) node.clock.advance(10_000);
    const all = await Promise.all(
      Array.from({ length: 80 }, (_, index) => signInOn(nodes[index % 2]!, `person-${index}`)),
    );
    expect(all.filter(({ answer }) => answer?.code === undefined)).toEqual([]);
  });

  test('the nodes answer as one: a session of the one is known to the other', async () => {
    const browser = createBrowser();
    await finish(nodes[0], browser, await idp.signIn((await start(nodes[0], browser)).url));
    browser.setCookie(nodes[1].url, 'valetkey-session', browser.cookie(nodes[0].url, 'valetkey-session') ?? '');
    expect((await signIn(nodes[1], { prompt: 'none' }, browser)).code).toBeDefined();
  });
});
