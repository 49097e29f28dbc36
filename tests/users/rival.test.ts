import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IdpSignIn } from '../../src/idp-client/index.ts';
import { findConnection } from '../../src/tenant/index.ts';
import { type SignIn, signIn } from '../../src/users/index.ts';
import { type Broker, databaseKinds, oidcConnection, startBroker, tenantFile } from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { readUser } from '../sign-in/set-up.ts';

// SQLite lets one transaction in at a time: nobody can get in between there.
describe.runIf(databaseKinds.includes('postgres'))('a rival who commits in the middle of a sign-in', () => {
  let idp: TestIdp;
  let broker: Broker;
  beforeAll(async () => {
    idp = await startTestIdp();
    broker = await startBroker({ database: 'postgres', tenant: tenantFile(oidcConnection('con1', idp)) });
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  async function signInOf(subject: string, profile: object = {}): Promise<SignIn> {
    const connection = (await findConnection(broker.app.tenant, 'con1'))!;
    const tokens = { accessToken: 'at', tokenType: 'Bearer', scopesGranted: ['openid'], receivedAt: Date.now() };
    const answer = { subject, issuer: idp.url, profile, raw: { extra: {} }, tokens } as IdpSignIn;
    return { connection, answer, scopesRequested: ['openid'], ip: undefined };
  }

  /** Does `step` once, when the query of this number has been answered. */
  function interruptAfter(number: number, step: () => Promise<unknown>): KyselyPlugin {
    let answered = 0;
    return {
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        answered += 1;
        if (answered === number) await step();
        return result;
      },
    };
  }

  test.each([1, 2])('T-D21: the same person, after query %i: both sign in, as one user', async (number) => {
    const { tenant, vault } = broker.app;
    const mine = await signInOf(`rival-${number}`);
    let rivals = 0;
    const plugin = interruptAfter(number, async () => {
      rivals += 1;
      // The rival must not need a row that we hold: it comes before anything is written.
      await tenant.store.transaction((db) => signIn(vault, db, mine));
    });
    const { userId } = await tenant.store.transaction((db) => signIn(vault, db.withPlugin(plugin), mine));
    expect(userId).toBe(`oidc|con1|rival-${number}`);
    expect(rivals).toBe(1);
    expect(await readUser(broker, userId)).toMatchObject({ logins_count: 2 });
  });

  test('T-B17: an operator who blocks the user during a sign-in wins, or comes after it, and is never undone', async () => {
    const { tenant, vault } = broker.app;
    const mine = await signInOf('blocked-meanwhile', { name: 'IdP' });
    await tenant.store.transaction((db) => signIn(vault, db, mine));
    const block = () =>
      tenant.store.db
        .updateTable('users')
        .set({ blocked: 1, app_metadata: '{"note":"kept"}' })
        .where('user_id', '=', 'oidc|con1|blocked-meanwhile')
        .execute();
    // After the identity was found, before the user is read.
    const work = tenant.store.transaction((db) => signIn(vault, db.withPlugin(interruptAfter(1, block)), mine));
    await expect(work).rejects.toMatchObject({ code: 'user_blocked' });
    expect(await readUser(broker, 'oidc|con1|blocked-meanwhile')).toMatchObject({
      blocked: true,
      logins_count: 1,
      app_metadata: { note: 'kept' },
    });
  });
});
