import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type KeyEncryptionKey, seal, systemClock, wrappingKeyId } from '../../src/base/index.ts';
import {
  countSealed,
  findIdpTokens,
  insertLoginTransaction,
  listSealingKeys,
  listSealingNodes,
  openStore,
  replaceSealed,
  type SealedColumnName,
  saveSealingNode,
  sealedColumnNames,
} from '../../src/storage/index.ts';
import { findConnection, readClientSecret, readSigningKey } from '../../src/tenant/index.ts';
import { readKeyStatus, retireKey } from '../../src/vault/index.ts';
import {
  type Broker,
  databaseKinds,
  getManagementToken,
  oidcConnection,
  readManagement,
  signIn,
  startBroker,
  tenantFile,
  web,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { accessTokenOf, identityIdOf, newKey, ringOf, rotate, seedUsers, until } from './set-up.ts';

describe.each(databaseKinds)('rotation of the key-encryption key, on %s', (database) => {
  let idp: TestIdp;
  const brokers: Broker[] = [];
  beforeAll(async () => {
    idp = await startTestIdp();
  });
  afterAll(() => idp.close());
  afterEach(async () => {
    for (const broker of brokers.splice(0).reverse()) await broker.close();
  });

  async function start(...keys: [KeyEncryptionKey, ...KeyEncryptionKey[]]): Promise<Broker> {
    const broker = await startBroker({
      database,
      keyring: ringOf(...keys),
      tenant: tenantFile(oidcConnection('con1', idp)),
    });
    brokers.push(broker);
    return broker;
  }

  /** Another node on the same database. */
  async function startBeside(first: Broker, ...keys: [KeyEncryptionKey, ...KeyEncryptionKey[]]): Promise<Broker> {
    const broker = await startBroker({
      databaseUrl: first.config.databaseUrl,
      keyring: ringOf(...keys),
      config: { issuer: first.issuer },
      tenant: tenantFile(oidcConnection('con1', idp)),
    });
    brokers.push(broker);
    return broker;
  }

  async function keyOfGrant(broker: Broker, userId: string): Promise<string> {
    const { store } = broker.app.tenant;
    const record = (await findIdpTokens(store.db, await identityIdOf(store, userId)))!;
    expect(record.keyId).toBe(wrappingKeyId(record.wrappedKey));
    return record.keyId;
  }

  async function countUnder({ app }: Broker, keyId: string): Promise<Partial<Record<SealedColumnName, number>>> {
    const counts: Partial<Record<SealedColumnName, number>> = {};
    for (const name of sealedColumnNames) {
      const count = (await countSealed(app.tenant.store.db, name, { now: Date.now(), exact: true })).get(keyId);
      if (count) counts[name] = count;
    }
    return counts;
  }

  async function readToken(broker: Broker, userId: string): Promise<unknown> {
    const token = await getManagementToken(broker);
    const { body } = await readManagement(broker, `/users/${encodeURIComponent(userId)}`, token);
    return (body.identities as { access_token?: string }[] | undefined)?.[0]?.access_token;
  }

  test('V-09: everything sealed moves to the new key and opens; the old one is retired, and not needed any more', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old, fresh);
    const ids = await seedUsers(broker, idp.url, 0, 120);
    const before = await countUnder(broker, old.id);
    expect(before).toMatchObject({
      'idp_tokens.wrapped_key': 120,
      'connections.options_sealed': 1,
      'signing_keys.private_sealed': 2,
    });
    const result = await rotate(broker.config.databaseUrl, [old, fresh]);
    expect(result).toMatchObject({ keyId: fresh.id, damaged: [] });
    expect(result.moved).toBe(Object.values(before).reduce((sum, count) => sum + count, 0));
    expect(await countUnder(broker, old.id)).toEqual({});
    expect(await countUnder(broker, fresh.id)).toEqual(before);
    expect(await readToken(broker, ids[7]!)).toBe(accessTokenOf(7));

    const { store, clock } = broker.app.tenant;
    await retireKey(store, clock, old.id);
    await broker.stop();
    const alone = await startBeside(broker, fresh);
    for (const number of [0, 60, 119]) expect(await readToken(alone, ids[number]!)).toBe(accessTokenOf(number));
    expect((await readClientSecret(alone.app.tenant, web.id)).secret?.reveal()).toBe(web.secret);
    expect((await findConnection(alone.app.tenant, 'con1'))?.options.client_secret).toBe(idp.clientSecret);
    expect((await readSigningKey(alone.app.tenant)).privateKey.type).toBe('private');
    // The pepper too: a refresh token or session of before is still recognised by its hash.
    expect(alone.app.tenant.hash('session', 'x')).toBe(broker.app.tenant.hash('session', 'x'));
    await expect(startBeside(broker, old)).rejects.toMatchObject({ code: 'key_unknown' });
  });

  test('V-10: no switch while a node lacks the key; once all hold it, all seal with it within a second', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const first = await start(old, fresh);
    const second = await startBeside(first, old);
    const url = first.config.databaseUrl;
    const refusal = await rotate(url, [old, fresh]).catch((error: Error) => error.message);
    expect(refusal).toContain(`key ${fresh.id} is not held by`);
    expect(refusal).toContain(`/${process.pid}`);
    expect((await listSealingKeys(first.app.tenant.store.db)).map(({ state }) => state)).toEqual(['active', 'known']);
    // Nothing has changed: both go on with the old one.
    await seedUsers(second, idp.url, 0, 2);
    expect(await countUnder(first, fresh.id)).toEqual({});

    await second.close();
    const third = await startBeside(first, old, fresh);
    let switchedAt = 0;
    await rotate(url, [old, fresh], {
      onStart: () => {
        switchedAt = performance.now();
      },
    });
    for (const node of [first, third]) expect(node.app.tenant.keyring.current.id).toBe(fresh.id);
    expect(switchedAt).toBeGreaterThan(0);
    await seedUsers(first, idp.url, 2, 4);
    await seedUsers(third, idp.url, 4, 6);
    expect(await countUnder(first, old.id)).toEqual({});
  });

  test('V-10: a switch is taken up by a running node that nobody calls', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old, fresh);
    const rotation = rotate(broker.config.databaseUrl, [old, fresh]);
    const { store } = broker.app.tenant;
    await until(async () =>
      (await listSealingKeys(store.db)).some((key) => key.keyId === fresh.id && key.state === 'active'),
    );
    expect(await until(() => broker.app.tenant.keyring.current.id === fresh.id)).toBeLessThan(3_000);
    await rotation;
  });

  test('V-10: a node that slept through a switch to a key it lacks reads on, seals nothing, and says so', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old);
    const [id] = await seedUsers(broker, idp.url, 0, 1);
    const { store } = broker.app.tenant;
    const ready = async () => (await fetch(`${broker.url}/ready`)).status;
    expect(await ready()).toBe(200);
    // It is not in the list any more, as a machine that was suspended is not.
    await store.db.deleteFrom('sealing_nodes').execute();
    const beside = await openStore({ url: broker.config.databaseUrl });
    onTestFinished(() => beside.close());
    const { openKeys } = await import('../../src/tenant/index.ts');
    await openKeys({ store: beside, keyring: ringOf(old, fresh), clock: systemClock });
    await beside.db.updateTable('sealing_keys').set({ state: 'known' }).where('key_id', '=', old.id).execute();
    await beside.db
      .updateTable('sealing_keys')
      .set({ state: 'active', activated_at: 1 })
      .where('key_id', '=', fresh.id)
      .execute();
    await until(() => broker.logged().includes('the key that seals is not held here'));
    expect(await ready()).toBe(503);
    expect(() => seal(broker.app.tenant.keyring, ['x'], 'y')).toThrow('key_unknown');
    expect(await readToken(broker, id!)).toBe(accessTokenOf(0));
    const rows = await countUnder(broker, old.id);
    await signIn(broker).catch(() => undefined);
    expect(await countUnder(broker, old.id)).toEqual(rows);
  });

  test('V-08, V-10: a node without a key that has ever sealed does not start, and leaves no trace', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old, fresh);
    await rotate(broker.config.databaseUrl, [old, fresh]);
    const { db } = broker.app.tenant.store;
    const look = async () => [
      await db.selectFrom('sealing_keys').select('key_id').execute(),
      (await listSealingNodes(db, 0)).length,
    ];
    const before = await look();
    await expect(startBeside(broker, old)).rejects.toMatchObject({ code: 'key_unknown' });
    // The old one still opens backups and stragglers until it is retired.
    await expect(startBeside(broker, fresh)).rejects.toMatchObject({ code: 'key_unknown' });
    await expect(startBeside(broker, newKey(), newKey())).rejects.toMatchObject({ code: 'key_unknown' });
    expect(await look()).toEqual(before);
  });

  test('V-10: a node may lack a key that was brought and never sealed', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const first = await start(old, fresh);
    await first.stop();
    const second = await startBeside(first, old);
    expect(second.app.tenant.keyring.current.id).toBe(old.id);
  });

  test('V-09: a key is retired only when it does not seal and nothing needs it, sign-ins under way included', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old, fresh);
    await seedUsers(broker, idp.url, 0, 3);
    const { store, clock } = broker.app.tenant;
    const refusal = (id: string) =>
      retireKey(store, clock, id).then(
        () => 'retired',
        (error: Error) => error.message,
      );
    expect(await refusal(old.id)).toContain('is the one that seals');
    expect(await refusal('0123456789abcdef')).toContain('is not known here');
    const sealed = seal(ringOf(old), ['x'], 'a sign-in under way');
    const expiresAt = clock.now() + 600_000;
    await insertLoginTransaction(store.db, {
      transactionHash: 'h',
      kind: 'idp',
      browserHash: 'b',
      sealed,
      expiresAt,
    });
    await rotate(broker.config.databaseUrl, [old, fresh]);
    expect(await refusal(old.id)).toContain('1 in login_transactions.sealed (sign-ins under way');
    broker.clock.advance(600_001);
    const identityId = await identityIdOf(
      store,
      (await store.db.selectFrom('users').select('user_id').execute())[0]!.user_id,
    );
    const { wrappedKey } = (await findIdpTokens(store.db, identityId))!;
    const put = (from: Uint8Array, to: Uint8Array) =>
      store.commitTogether([
        replaceSealed(store.db, 'idp_tokens.wrapped_key', { key: identityId, from, to, keyId: fresh.id }),
      ]);
    const straggler = seal(ringOf(old), ['x'], 'y').subarray(0, wrappedKey.length);
    // Neither does a value whose key id in clear says something else.
    await put(wrappedKey, straggler);
    expect(await refusal(old.id)).toContain('1 in idp_tokens.wrapped_key');
    await put(straggler, wrappedKey);
    expect(await refusal(old.id)).toBe('retired');
    expect(await refusal(old.id)).toContain('is retired already');
    const { keys } = await readKeyStatus(store, clock);
    expect(keys.map(({ keyId, state, records }) => [keyId, state, records['idp_tokens.wrapped_key'] ?? 0])).toEqual([
      [old.id, 'retired', 0],
      [fresh.id, 'active', 3],
    ]);
  });

  test('V-09: a damaged value is named and left as it is; everything else moves', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old, fresh);
    const ids = await seedUsers(broker, idp.url, 0, 150);
    const { store } = broker.app.tenant;
    const victim = await identityIdOf(store, ids[70]!);
    const { wrappedKey } = (await findIdpTokens(store.db, victim))!;
    const broken = Buffer.from(wrappedKey);
    broken[40]! ^= 1;
    await store.db.updateTable('idp_tokens').set({ wrapped_key: broken }).where('identity_id', '=', victim).execute();
    const { damaged } = await rotate(broker.config.databaseUrl, [old, fresh]);
    expect(damaged).toEqual([{ column: 'idp_tokens.wrapped_key', key: victim }]);
    expect(await countUnder(broker, old.id)).toEqual({ 'idp_tokens.wrapped_key': 1 });
    expect(Buffer.from((await findIdpTokens(store.db, victim))!.wrappedKey).equals(broken)).toBe(true);
    expect(await keyOfGrant(broker, ids[69]!)).toBe(fresh.id);
  });

  test('V-09: sign-ins and refreshes that write meanwhile are never overwritten', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old, fresh);
    const ids = await seedUsers(broker, idp.url, 0, 300);
    const { store } = broker.app.tenant;
    const written = new Map<number, number>();
    let turn = 0;
    let done = false;
    // Grants are written anew all the while, in the order in which rotation comes by and against it.
    const writing = (async () => {
      const { keepTokens } = await import('../../src/vault/index.ts');
      const identities = await store.db.selectFrom('identities').selectAll().orderBy('identity_id').execute();
      while (!done) {
        // Others get a turn.
        await new Promise((resolve) => setTimeout(resolve, 2));
        const row = identities[turn % 2 === 0 ? (turn / 2) % 300 : 299 - (((turn - 1) / 2) % 300)]!;
        turn += 1;
        const number = Number(row.subject.slice('seed-'.length));
        const round = (written.get(number) ?? 0) + 1;
        const owner = {
          tenantId: broker.app.tenant.id,
          userId: row.user_id,
          connectionId: row.connection_id,
          issuer: row.issuer,
          subject: row.subject,
        };
        await store.transaction((db) =>
          keepTokens(broker.app.tenant, db, {
            identityId: row.identity_id,
            owner,
            tokens: {
              accessToken: accessTokenOf(number, round),
              tokenType: 'Bearer',
              expiresIn: 864_000,
              receivedAt: Date.now(),
            } as never,
            scopesRequested: ['openid'],
            origin: 'refresh',
          }),
        );
        written.set(number, round);
      }
    })();
    // Long enough that writers come by before, between and after.
    const pace = async () => {
      const enough = turn + 40;
      await until(() => turn >= enough, 30_000);
    };
    await rotate(broker.config.databaseUrl, [old, fresh], { pace }).finally(() => {
      done = true;
    });
    await writing;
    expect(written.size).toBeGreaterThan(100);
    expect(await countUnder(broker, old.id)).toEqual({});
    const token = await getManagementToken(broker);
    for (const [number, id] of ids.entries()) {
      const { body } = await readManagement(broker, `/users/${encodeURIComponent(id)}`, token);
      const [identity] = body.identities as { access_token?: string }[];
      expect(identity?.access_token).toBe(accessTokenOf(number, written.get(number) ?? 0));
    }
  });

  test('V-09: compare-and-swap: a value that was written since is not replaced', async () => {
    const broker = await start(newKey());
    const [id] = await seedUsers(broker, idp.url, 0, 1);
    const { store } = broker.app.tenant;
    const identityId = await identityIdOf(store, id!);
    const { wrappedKey } = (await findIdpTokens(store.db, identityId))!;
    const change = { key: identityId, from: randomBytes(70), to: randomBytes(70), keyId: 'k' };
    expect(await store.commitTogether([replaceSealed(store.db, 'idp_tokens.wrapped_key', change)])).toEqual([0]);
    const after = (await findIdpTokens(store.db, identityId))!;
    expect(Buffer.from(after.wrappedKey).equals(Buffer.from(wrappedKey))).toBe(true);
  });

  test('V-11: uses of a key are counted over nodes and rotation, and half of the limit raises an alarm', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old, fresh);
    await seedUsers(broker, idp.url, 0, 50);
    await rotate(broker.config.databaseUrl, [old, fresh]);
    await broker.stop();
    const again = await startBeside(broker, old, fresh);
    const { store, clock } = again.app.tenant;
    const usesOf = async (id: string) => (await readKeyStatus(store, clock)).keys.find(({ keyId }) => keyId === id)!;
    // Grants, and the configuration that was sealed before them.
    expect((await usesOf(old.id)).uses).toBeGreaterThanOrEqual(50);
    expect((await usesOf(fresh.id)).uses).toBeGreaterThanOrEqual(50);
    await store.db
      .updateTable('sealing_keys')
      .set({ uses: 2 ** 31 })
      .where('key_id', '=', fresh.id)
      .execute();
    expect((await usesOf(fresh.id)).used).toBeCloseTo(0.5);
    const third = await startBeside(broker, old, fresh);
    await until(() => third.logged().includes('half of what this key may be used for'));
  });

  test('V-17: a backup from before a rotation refuses the new key alone, and opens with the old one', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old);
    await expect(startBeside(broker, fresh)).rejects.toMatchObject({
      code: 'key_unknown',
      detail: expect.stringContaining(old.id),
    });
    await startBeside(broker, fresh, old);
  });

  test('V-10: a node that was not heard of for its lifetime does not hold rotation up', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const broker = await start(old, fresh);
    const { db } = broker.app.tenant.store;
    const dead = { nodeId: 'dead', name: 'gone/1', keyIds: [old.id], activeKeyId: old.id };
    await saveSealingNode(db, dead, { lifetime: 45_000, now: Date.now() });
    const url = broker.config.databaseUrl;
    expect(await rotate(url, [old, fresh]).catch((error: Error) => error.message)).toContain('gone/1');
    await db
      .updateTable('sealing_nodes')
      .set({ expires_at: Date.now() - 1_000 })
      .where('node_id', '=', 'dead')
      .execute();
    expect(await rotate(url, [old, fresh])).toMatchObject({ keyId: fresh.id });
  });
});
