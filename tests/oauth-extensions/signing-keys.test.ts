import 'reflect-metadata';
import { createHash, X509Certificate } from 'node:crypto';
import { X509Certificates } from '@peculiar/x509';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeOldSigningKeys } from '../../src/tenant/index.ts';
import {
  type Broker,
  databaseKinds,
  getManagementToken,
  m2m,
  postToken,
  readManagement,
  startBroker,
} from '../broker/index.ts';
import { startTestIdp, type TestIdp } from '../idps/index.ts';
import { createRsaKey, esApi, machineForm, profileApi, tenantText } from './set-up.ts';

interface Key {
  readonly kid: string;
  readonly [member: string]: unknown;
}

const minute = 60_000;
const day = 24 * 60 * minute;

describe.each(databaseKinds)('signing keys, on %s', (kind) => {
  let idp: TestIdp;
  let broker: Broker;
  let another: Broker;

  beforeAll(async () => {
    idp = await startTestIdp();
    broker = await startBroker({
      database: kind,
      tenant: tenantText(idp, createRsaKey()).replace(
        "'read:clients']",
        "'read:clients', 'read:signing_keys', 'create:signing_keys', 'update:signing_keys']",
      ),
    });
    another = await startBroker({
      tenant: '{}',
      databaseUrl: broker.config.databaseUrl,
      keyring: broker.config.keyring,
      clock: broker.clock,
      config: { issuer: broker.issuer },
    });
  });
  afterAll(async () => {
    await another.close();
    await broker.close();
    await idp.close();
  });

  async function send(method: string, path: string, node = broker) {
    const token = await getManagementToken(node);
    const response = await fetch(`${node.url}/api/v2/keys/signing${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const list = async () => (await send('GET', '')).body as unknown as Key[];
  const published = async (node = broker) => {
    const response = await fetch(`${node.url}/.well-known/jwks.json`);
    return ((await response.json()) as { keys: Key[] }).keys;
  };
  const issue = async (node = broker) => String((await postToken(node, machineForm(profileApi))).body.access_token);
  const kidOf = (token: string) => decodeProtectedHeader(token).kid;
  const oneWith = async (mark: string) => (await list()).find((key) => key[mark] === true && !key.revoked)!;

  test('the list has Auth0’s shape; certificate, PKCS #7, fingerprint and thumbprint are of one key', async () => {
    const keys = await list();
    expect(keys).toHaveLength(2);
    const current = keys.find((key) => key.current)!;
    expect(Object.keys(current).sort()).toEqual(
      ['cert', 'current', 'current_since', 'fingerprint', 'kid', 'pkcs7', 'thumbprint'].sort(),
    );
    const certificate = new X509Certificate(String(current.cert));
    expect(current.fingerprint).toBe(certificate.fingerprint);
    expect(current.thumbprint).toBe(createHash('sha1').update(certificate.raw).digest('hex').toUpperCase());
    const [inside] = new X509Certificates(String(current.pkcs7).replaceAll(/-----.*-----|\n/g, ''));
    expect(Buffer.from(inside!.rawData)).toEqual(certificate.raw);
    expect(keys.find((key) => key.next)).not.toHaveProperty('current_since');
    expect(await send('GET', `/${current.kid}`)).toEqual({ status: 200, body: current });
    expect(await send('GET', '/nobody')).toMatchObject({ status: 404, body: { errorCode: 'inexistent_signing_key' } });
    expect(JSON.stringify(keys)).not.toContain('PRIVATE');
  });

  test('AS-46: a next key that was published long enough signs from the rotation on; what was signed stays good', async () => {
    const [before, { kid: next }] = [await issue(), await oneWith('next')];
    broker.clock.advance(11 * minute);
    const { status, body } = await send('POST', '/rotate');
    expect(status).toBe(201);
    expect(Object.keys(body).sort()).toEqual(['cert', 'kid']);
    expect((await oneWith('next')).kid).toBe(body.kid);
    expect((await oneWith('current')).kid).toBe(next);
    const after = await issue();
    expect(kidOf(after)).toBe(next);
    const keys = createLocalJWKSet({ keys: (await published()) as never });
    const currentDate = new Date(broker.clock.now());
    for (const token of [before, after]) await jwtVerify(token, keys, { currentDate });
    expect((await published()).map(({ kid }) => kid)).toEqual(expect.arrayContaining([kidOf(before), next, body.kid]));
  });

  test('AS-46: one that was published a moment ago waits for ten minutes before it signs, on every node', async () => {
    const signing = kidOf(await issue());
    await send('POST', '/rotate');
    await send('POST', '/rotate');
    broker.clock.advance(1001);
    const current = await oneWith('current');
    expect(current.kid).not.toBe(signing);
    for (const node of [broker, another]) expect(kidOf(await issue(node))).toBe(signing);
    broker.clock.advance(10 * minute);
    for (const node of [broker, another]) expect(kidOf(await issue(node))).toBe(current.kid);
  });

  // Two hundred keys are enough for one database.
  const onOneDatabase = kind === 'sqlite' ? test : () => {};
  onOneDatabase(
    'R-43: 20 rotations in 10 minutes: no verifier that keeps keys for 5 minutes fails once',
    async () => {
      // Verifiers that fetched at different times, and never look again before their time is over.
      const verifiers: { keys: ReturnType<typeof createLocalJWKSet>; until: number }[] = [];
      const living: string[] = [];
      let checks = 0;
      for (let step = 0; step < 20; step += 1) {
        const now = broker.clock.now();
        verifiers[step % 10] = {
          keys: createLocalJWKSet({ keys: (await published()) as never }),
          until: now + 5 * minute,
        };
        expect((await send('POST', '/rotate')).status).toBe(201);
        living.push(await issue(step % 2 === 0 ? broker : another));
        for (const { keys, until } of verifiers) {
          if (until <= now) continue;
          await jwtVerify(living.at(-1)!, keys, { currentDate: new Date(now) });
          checks += 1;
        }
        broker.clock.advance(30_000);
      }
      expect(checks).toBeGreaterThan(150);
      const all = createLocalJWKSet({ keys: (await published()) as never });
      for (const token of living) await jwtVerify(token, all, { currentDate: new Date(broker.clock.now()) });
    },
    60_000,
  );

  test('two who rotate at once leave one current and one next key', async () => {
    const answers = await Promise.all([send('POST', '/rotate'), send('POST', '/rotate', another)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    broker.clock.advance(1001);
    const keys = await list();
    expect(keys.filter((key) => key.current)).toHaveLength(1);
    expect(keys.filter((key) => key.next)).toHaveLength(1);
  });

  test('a revoked key leaves the key set, and its tokens end, on every node within a second', async () => {
    broker.clock.advance(11 * minute);
    const token = await getManagementToken(broker);
    const kid = kidOf(token)!;
    await send('POST', '/rotate');
    broker.clock.advance(11 * minute);
    expect((await readManagement(another, '/users', token)).status).toBe(200);
    const { status, body } = await send('PUT', `/${kid}/revoke`);
    expect(status).toBe(200);
    expect(body).toEqual({ kid, cert: expect.stringContaining('BEGIN CERTIFICATE') });
    broker.clock.advance(1001);
    for (const node of [broker, another]) {
      expect((await published(node)).map((key) => key.kid)).not.toContain(kid);
      expect((await readManagement(node, '/users', token)).status).toBe(401);
    }
    const shown = await send('GET', `/${kid}`);
    expect(shown.body).toMatchObject({ previous: true, revoked: true, revoked_at: expect.any(String) });
    // Again is no error, and changes nothing.
    expect((await send('PUT', `/${kid}/revoke`)).status).toBe(200);
    expect((await send('GET', `/${kid}`)).body.revoked_at).toBe(shown.body.revoked_at);
  });

  test('the current and the next key cannot be revoked; an unknown one is 404', async () => {
    for (const mark of ['current', 'next']) {
      const { kid } = await oneWith(mark);
      expect(await send('PUT', `/${kid}/revoke`)).toMatchObject({
        status: 400,
        body: { errorCode: 'signing_key_in_use' },
      });
    }
    expect((await send('PUT', '/nobody/revoke')).status).toBe(404);
    expect(await issue()).toBeTruthy();
  });

  test('a rotation rotates every algorithm in use', async () => {
    const { body } = await postToken(broker, machineForm(esApi));
    const before = kidOf(String(body.access_token));
    broker.clock.advance(11 * minute);
    await send('POST', '/rotate');
    const after = await postToken(broker, machineForm(esApi));
    expect(decodeProtectedHeader(String(after.body.access_token)).alg).toBe('ES256');
    expect(kidOf(String(after.body.access_token))).not.toBe(before);
  });

  test('AS-46: a key is forgotten when the last token that it may have signed has expired, not before', async () => {
    const old = kidOf(await issue())!;
    broker.clock.advance(11 * minute);
    await send('POST', '/rotate');
    broker.clock.advance(30 * day - minute);
    await removeOldSigningKeys(broker.app.tenant);
    expect((await published()).map(({ kid }) => kid)).toContain(old);
    broker.clock.advance(20 * minute);
    await removeOldSigningKeys(broker.app.tenant);
    broker.clock.advance(1001);
    for (const node of [broker, another]) expect((await published(node)).map(({ kid }) => kid)).not.toContain(old);
    expect(await issue(another)).toBeTruthy();
    expect(m2m.id).toBe('m2m');
  });
});
