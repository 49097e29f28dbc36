import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countSealed, lastingColumnNames } from '../../src/storage/index.ts';
import {
  type Broker,
  databaseKinds,
  getManagementToken,
  oidcConnection,
  readManagement,
  startBroker,
  tenantFile,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { runValetkey, startValetkey } from '../serve/start-valetkey.ts';
import { accessTokenOf, inBase64, newKey, ringOf, seedUsers, until } from './set-up.ts';

const records = 2_000;

describe.each(databaseKinds)('rotation that is killed, on %s', (database) => {
  let idp: TestIdp;
  let broker: Broker;
  let ids: string[];
  const [old, fresh] = [newKey(), newKey()];
  // Each costs the start of a process; what they hit is the same on both.
  const kills = database === 'sqlite' ? 20 : 8;

  beforeAll(async () => {
    idp = await startTestIdp();
    broker = await startBroker({
      database,
      keyring: ringOf(old, fresh),
      tenant: tenantFile(oidcConnection('con1', idp)),
    });
    ids = await seedUsers(broker, idp.url, 0, records);
  });
  afterAll(async () => {
    await broker.close();
    await idp.close();
  });

  const settings = () => ({
    VALETKEY_URL: broker.issuer.slice(0, -1),
    VALETKEY_DATABASE_URL: broker.config.databaseUrl,
    VALETKEY_KEY: `${inBase64(old)},${inBase64(fresh)}`,
  });

  async function countMoved(): Promise<number> {
    const counts = await countSealed(broker.app.tenant.store.db, 'idp_tokens.wrapped_key', { now: 0 });
    return counts.get(fresh.id) ?? 0;
  }

  test('V-09: killed -9 at many points and started again, it ends; no read in between fails or gives another token', async () => {
    const token = await getManagementToken(broker);
    let ended = false;
    let reads = 0;
    const wrong: string[] = [];
    const reading = (async () => {
      while (!ended) {
        const number = Math.floor(Math.random() * records);
        const { status, body } = await readManagement(broker, `/users/${encodeURIComponent(ids[number]!)}`, token);
        const [identity] = (body.identities ?? []) as { access_token?: string }[];
        if (identity?.access_token !== accessTokenOf(number))
          wrong.push(`${number}: ${status} ${JSON.stringify(body)}`);
        reads += 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const points: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      // Slow enough that, on a busy machine too, much is left when the last one is killed.
      const rotation = startValetkey(['keys', 'rotate', '--rate', '600'], settings());
      let gone = false;
      void rotation.finished.then(() => {
        gone = true;
      });
      // The first one is killed before it has moved anything.
      const target = (kill / kills) * records * 0.7;
      await until(async () => gone || (await countMoved()) >= target, 60_000);
      rotation.child.kill('SIGKILL');
      const { code, err } = await rotation.finished;
      expect(code, err).toBe(null);
      points.push(await countMoved());
    }
    const { code, out, err } = await runValetkey(['keys', 'rotate', '--rate', '100000'], settings());
    ended = true;
    await reading;
    expect(code, err).toBe(0);
    expect(out).toContain(`moved to key ${fresh.id}`);
    expect(points.at(-1)).toBeLessThan(records);
    expect(points).toEqual(points.toSorted((a, b) => a - b));
    expect(wrong).toEqual([]);
    expect(reads).toBeGreaterThan(kills);
    const { db } = broker.app.tenant.store;
    for (const name of lastingColumnNames)
      expect((await countSealed(db, name, { now: 0, exact: true })).get(old.id)).toBe(undefined);
    for (let number = 0; number < records; number += 97) {
      const { body } = await readManagement(broker, `/users/${encodeURIComponent(ids[number]!)}`, token);
      const [identity] = body.identities as { access_token?: string }[];
      expect(identity?.access_token).toBe(accessTokenOf(number));
    }
  }, 240_000);

  test('V-09: retire and status on the command line, beside the running server', async () => {
    const early = await runValetkey(['keys', 'retire', fresh.id], settings());
    expect(early.code).toBe(1);
    expect(early.err).toContain('is the one that seals');
    const retired = await runValetkey(['keys', 'retire', old.id], settings());
    expect(retired.code, retired.err).toBe(0);
    const status = await runValetkey(['keys', 'status'], settings());
    expect(status.out).toContain(`${old.id}  retired since`);
    expect(status.out).toContain(`${records} idp_tokens.wrapped_key`);
    expect(status.out).toMatch(/held by +1 of 1 running nodes/);
    const json = JSON.parse((await runValetkey(['keys', 'status', '--json'], settings())).out);
    expect(json.keys).toHaveLength(2);
    // Nothing of a key, not even sealed.
    expect(JSON.stringify(json)).not.toContain('canary');
  });

  test('V-08: the commands refuse a key that is not the database’s', async () => {
    const { code, err } = await runValetkey(['keys', 'status'], { ...settings(), VALETKEY_KEY: inBase64(newKey()) });
    expect(code).toBe(1);
    expect(err).toContain(fresh.id);
    expect(err).not.toContain('    at ');
  });
});
