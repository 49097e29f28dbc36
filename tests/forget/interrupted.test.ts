import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createKeyEncryptionKey, createKeyring } from '../../src/base/index.ts';
import {
  type Broker,
  createDatabase,
  createTestClock,
  databaseKinds,
  decodeClaims,
  freePort,
  getManagementToken,
  getTokens,
  oidcConnection,
  startBroker,
} from '../broker/index.ts';
import { startTestIdp } from '../idps/index.ts';
import { newKey, startValetkey, waitUntilReady } from '../serve/start-valetkey.ts';
import { startPlace, tenantOf, userPath } from './set-up.ts';

/** Waits for what a real process does in its own time. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; !(await isTrue()); attempt += 1) {
    if (attempt > 200) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe.each(databaseKinds)('whatever comes in between, on %s', (database) => {
  test('CL-17: the queue survives kill -9, in the middle of an attempt as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'valetkey-forget-'));
    const made = await createDatabase(database, folder);
    const idp = await startTestIdp();
    const port = await freePort();
    const key = newKey();
    const tenant = tenantOf(oidcConnection('con1', idp));
    const file = join(folder, 'tenant.yaml');
    writeFileSync(file, tenant);
    const url = `http://localhost:${port}`;
    const running = startValetkey(['serve', '--tenant', file], {
      VALETKEY_URL: url,
      VALETKEY_PORT: String(port),
      VALETKEY_KEY: key,
      VALETKEY_DATABASE_URL: made.url,
      VALETKEY_ALLOW_PRIVATE_IDPS: 'on',
    });
    let again: Broker | undefined;
    try {
      await waitUntilReady(running, url);
      idp.behave({ refreshTokens: 'always', faults: { revoke: { kind: 'hang' } } });
      const server = { url, issuer: `${url}/` } as Broker;
      const { id_token } = await getTokens(server);
      const user = String(decodeClaims(id_token).sub);
      const headers = { authorization: `Bearer ${await getManagementToken(server)}` };
      expect((await fetch(`${url}/api/v2${userPath(user)}`, { method: 'DELETE', headers })).status).toBe(204);
      // It does so by itself, within seconds.
      await until(() => idp.requests('revoke').length === 1);
      running.child.kill('SIGKILL');
      await running.finished;

      idp.behave({ faults: {} });
      const keyring = createKeyring(createKeyEncryptionKey(Buffer.from(key, 'base64')));
      const clock = createTestClock();
      again = await startBroker({ tenant, databaseUrl: made.url, keyring, port, clock });
      expect((await fetch(`${url}/api/v2${userPath(user)}`, { headers })).status).toBe(404);
      clock.advance(61_000);
      await again.app.revocations.run();
      // At least once: the IdP may have heard of it before.
      expect(idp.requests('revoke')).toHaveLength(2);
      const { db } = again.app.tenant.store;
      const rows = await db.selectFrom('idp_revocations').select(['state', 'sealed', 'attempts']).execute();
      expect(rows).toEqual([{ state: 'done', sealed: null, attempts: 2 }]);
    } finally {
      running.child.kill('SIGKILL');
      await running.finished;
      await again?.close();
      await idp.close();
      await made.drop();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test.each(['revoked', 'deleted'])(
    'CL-17: a grant that is %s while the IdP renews it stays so, and what the IdP gave is taken back too',
    async (how) => {
      const place = await startPlace(database);
      try {
        const { idp } = place;
        idp.behave({ refreshTokens: 'always', rotate: true, accessTokenLifetime: 600 });
        const user = await place.newUser();
        place.broker.clock.advance(700_000);
        const revoke = { kind: 'answer', status: 503 } as const;
        idp.behave({ faults: { token: { kind: 'delay', milliseconds: 3_000 }, revoke } });
        const reading = place.identityOf(user).catch(() => undefined);
        await until(() => idp.requests('token').length === 2);
        const used = idp.requests('token')[1]?.params.refresh_token;
        const path =
          how === 'deleted' ? userPath(user) : `${userPath(user)}/idp-grants/oidc/${encodeURIComponent(user.slice(5))}`;
        expect((await place.send('DELETE', path)).status).toBe(204);
        const read = await reading;
        expect(read ?? {}).not.toHaveProperty('access_token');
        await until(async () => (await place.revocationsOf(user)).length === 2);
        idp.reset();
        place.broker.clock.advance(120_000);
        await place.work();
        expect((await place.revocationsOf(user)).map(({ state }) => state)).toEqual(['done', 'done']);
        const revoked = idp.requests('revoke').map(({ params }) => params.token);
        expect(new Set(revoked).size).toBe(2);
        expect(revoked).toContain(used);
        if (how === 'revoked') expect((await place.healthOf(user)).state).toBe('revoked');
      } finally {
        await place.close();
      }
    },
  );

  test('CL-17: deleting waits for no IdP, however slow', async () => {
    const place = await startPlace(database);
    try {
      place.idp.behave({ refreshTokens: 'always', faults: { revoke: { kind: 'hang' } } });
      const user = await place.newUser();
      const start = performance.now();
      expect((await place.send('DELETE', userPath(user))).status).toBe(204);
      expect(performance.now() - start).toBeLessThan(2_000);
    } finally {
      await place.close();
    }
  });
});
