import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type Broker,
  databaseKinds,
  getManagementToken,
  oidcConnection,
  readManagement,
  signIn,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';

let idp: TestIdp;
let broker: Broker;

beforeAll(async () => {
  idp = await startTestIdp();
  broker = await startBroker({
    tenant: tenantFile(oidcConnection('con1', idp) + oidcConnection('con2', idp)),
    database: databaseKinds.at(-1)!,
  });
});
afterAll(async () => {
  await broker.close();
  await idp.close();
});
beforeEach(async () => {
  for (const login_hint of ['vera', 'max']) await signIn(broker, { login_hint });
});

const path = (user: string) => `/users/oidc%7Ccon1%7C${user}`;
const db = () => broker.app.tenant.store.db;

async function rowOf(user: string) {
  return db()
    .selectFrom('idp_tokens')
    .innerJoin('identities', 'identities.identity_id', 'idp_tokens.identity_id')
    .selectAll('idp_tokens')
    .where('identities.user_id', '=', `oidc|con1|${user}`)
    .executeTakeFirstOrThrow();
}

async function expectClosed(user: string): Promise<void> {
  const full = await getManagementToken(broker);
  const { status, body } = await readManagement(broker, path(user), full);
  expect(status).toBe(500);
  expect(body).toStrictEqual({
    statusCode: 500,
    error: 'Internal Server Error',
    message: expect.stringMatching(/^A stored secret/),
  });
  const plain = await readManagement(broker, path(user), await getManagementToken(broker, 'read:users'));
  expect(plain.status).toBe(200);
  expect((await fetch(`${broker.url}/health`)).status).toBe(200);
}

async function tokenOf(user: string): Promise<unknown> {
  const { body } = await readManagement(broker, path(user), await getManagementToken(broker));
  return (body.identities as Record<string, unknown>[])[0]?.access_token;
}

test("T-E12: Max's sealed row over Vera's: no token is shown, profile reads go on, the next sign-in heals it", async () => {
  const [vera, max] = [await rowOf('vera'), await rowOf('max')];
  const maxToken = await tokenOf('max');
  expect(maxToken).toMatch(/^at_/);
  await db()
    .updateTable('idp_tokens')
    .set({ ...max, identity_id: vera.identity_id })
    .where('identity_id', '=', vera.identity_id)
    .execute();
  await expectClosed('vera');
  expect(await tokenOf('max')).toBe(maxToken);
  await signIn(broker, { login_hint: 'vera' });
  expect(await tokenOf('vera')).toMatch(/^at_/);
});

test('T-E12: an identity that is hung on another user does not bring its tokens along', async () => {
  const vera = await rowOf('vera');
  const max = await rowOf('max');
  const ofVera = db().updateTable('identities').where('identity_id', '=', vera.identity_id);
  await ofVera.set({ user_id: 'oidc|con1|max', position: 7 }).execute();
  try {
    const { status, body } = await readManagement(broker, path('max'), await getManagementToken(broker));
    expect(status).toBe(500);
    expect(body).not.toHaveProperty('identities');
    expect(max.identity_id).not.toBe(vera.identity_id);
  } finally {
    await ofVera.set({ user_id: 'oidc|con1|vera', position: 0 }).execute();
  }
  expect(await tokenOf('vera')).toMatch(/^at_/);
});

test.each(['connection_id', 'issuer', 'subject'] as const)(
  'V-03: an identity whose %s was edited in the database does not open its tokens',
  async (column) => {
    const { identity_id } = await rowOf('vera');
    const before = await db()
      .selectFrom('identities')
      .selectAll()
      .where('identity_id', '=', identity_id)
      .executeTakeFirstOrThrow();
    const row = db().updateTable('identities').where('identity_id', '=', identity_id);
    // Tokens of a connection that does not exist are not even tried; this one does.
    const { connection_id } = await db()
      .selectFrom('connections')
      .selectAll()
      .where('name', '=', 'con2')
      .executeTakeFirstOrThrow();
    await row.set({ [column]: column === 'connection_id' ? connection_id : 'elsewhere' }).execute();
    await expectClosed('vera');
    await row.set({ [column]: before[column] }).execute();
    expect(await tokenOf('vera')).toMatch(/^at_/);
  },
);

test('T-E14: an older row under a newer version number does not open', async () => {
  const old = await rowOf('vera');
  await signIn(broker, { login_hint: 'vera' });
  const { version } = await rowOf('vera');
  await db()
    .updateTable('idp_tokens')
    .set({ ...old, version })
    .where('identity_id', '=', old.identity_id)
    .execute();
  await expectClosed('vera');
});

test.each(['wrapped_key', 'access_token'] as const)(
  'T-E13: flipped, cut and emptied %s: closed each time',
  async (column) => {
    const row = await rowOf('vera');
    const good = Buffer.from(row[column]!);
    const set = (bytes: Uint8Array) =>
      db()
        .updateTable('idp_tokens')
        .set({ [column]: bytes })
        .where('identity_id', '=', row.identity_id)
        .execute();
    const last = good.length - 1;
    for (const index of [0, 1, 5, 12, Math.floor(last / 2), last]) {
      const bad = Buffer.from(good);
      bad[index]! ^= 1;
      await set(bad);
      await expectClosed('vera');
    }
    for (const length of [0, 1, last]) {
      await set(good.subarray(0, length));
      await expectClosed('vera');
    }
    await set(good);
    expect(await tokenOf('vera')).toMatch(/^at_/);
  },
);
